/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery: what `inlay record` asks of the processes of a job. They serve nothing for it, and note the files with
 * config-like names that they open for reading, as records (shim/serve/record.h) in the file that INLAY_RECORD
 * names. */
#ifndef INLAY_DISCOVERY_H
#define INLAY_DISCOVERY_H

#include "shim/serve/once.h"

#include <stdatomic.h>
#include <stdbool.h>

struct discovery {
    const char *records; /* absolute; NULL: discovery is off */
    struct once noted;
    atomic_bool overflow_noted;
};

void discovery_start(struct discovery *discovery);

/* path was opened as openat(directory, path, flags) does, fd is what came of it, and it can be read. Each file is noted
 * once, and once more if it is opened for writing as well. Nothing but a look at the name happens where that is not
 * config-like. Async-signal-safe; no cancellation point; errno is kept. */
void discovery_note(struct discovery *discovery, int directory, const char *path, int flags, int fd);

#endif
