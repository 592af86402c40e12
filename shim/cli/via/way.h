/* SPDX-License-Identifier: Apache-2.0 */
/* Which way overrides take into a job, and the jobs that are refused because there is none. */
#ifndef INLAY_WAY_H
#define INLAY_WAY_H

#include "shim/cli/via/called.h"
#include "shim/cli/via/copies.h"
#include "shim/serve/launchers.h"

struct way {
    enum via via;        /* never VIA_AUTO */
    const char *because; /* for the report */
    bool no_new_privs;   /* of VIA_SUPERVISE: set-user-ID programs in the job have no rights of their own */
    bool starts_others;  /* of VIA_SUPERVISE: it may well execute such programs (uv, a shell) */

    char *const *command;
    const char *program_path; /* of the command; NULL: there is none */
    struct stat program;      /* its file; the inode is 0 when it is not known */
    struct launcher launcher; /* what it does when it is one */

    /* Of the program that may read the files: the command, or what it wraps. */
    struct called called;
    const char *called_path;       /* of its program, as this process has to call it; NULL: there is none */
    const struct blocker *blocker; /* what keeps the library out of it; NULL: nothing is known to */
    struct launcher inner;         /* what it does when it is a launcher */
    bool passes_unreachable; /* a wrapper before it cannot load the library: its children get what it gives them */
    const char *missing;     /* the name of a program in the command that was not found; NULL: all were */

    struct copies copies; /* of VIA_COPY */
};

/* Looks at the command, through what it wraps, and chooses nothing: *way has what does not hang on a choice. */
void way_look(struct way *way, struct arena *arena, char *const *command);

/* Why the command, which was looked at, cannot be supervised under these options; NULL: it can, and *no_new_privs says how. */
const char *way_supervision_problem(const struct way *way, struct arena *arena, const struct options *options,
                                    bool *no_new_privs);

/* Looks at the command, and chooses. False, and said, when it may not start. */
bool way_choose(struct way *way, struct launch_inputs *launch, const struct options *options,
                const struct config_file *files, char *const *command);

#endif
