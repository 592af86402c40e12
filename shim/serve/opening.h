/* SPDX-License-Identifier: Apache-2.0 */
/* An open of a registered file: what is said and recorded of it, whoever serves it. Async-signal-safe; errno is kept. */
#ifndef INLAY_OPENING_H
#define INLAY_OPENING_H

#include "shim/serve/launch.h"

struct opening {
    struct launch *launch;
    struct registered *file;
    const char *path; /* as the program gave it */
    int flags;
    int fd;        /* the disk's file. -1: it is not open, and the program cannot have it */
    bool movable;  /* its number may become another */
    bool absent;   /* there is no such file; fd is open on something else */
    pid_t process; /* that opens; 0: this one */
};

/* There is no version, and error says why; it is the program's fault that there are no patched bytes; they cannot be
 * served, and error says why. What the open comes to: 0 or, where nothing is on the disk, -ENOENT, when the program
 * gets the disk's content (INLAY_ON_ERROR=warn); else the negative errno value that it fails with. */
int opening_not_made(const struct opening *opening, int error);
int opening_refused(const struct opening *opening, const struct version *version);
int opening_not_served(const struct opening *opening, const struct version *version, int error);

/* It was served. */
void opening_served(const struct opening *opening, const struct version *version);

/* It was opened for reading and writing, and so has the disk's content. */
void opening_readwrite(const struct opening *opening);

/* What the version's patch has to note, once, where that is wanted. */
void opening_say_notes(const struct launch *launch, struct registered *file, const struct version *version);

#endif
