/* SPDX-License-Identifier: Apache-2.0 */
/* The files that a job opened, as the records of discovery tell (shim/serve/discovery.h). */
#ifndef INLAY_DISCOVERED_H
#define INLAY_DISCOVERED_H

#include "core/base/text.h"

#include <cjson/cJSON.h>
#include <time.h>

/* Paths are absolute, unless a process could not tell its directory. */
struct discovered {
    struct discovered *next; /* in the order of the first open */
    const char *file;        /* without symbolic links */
    const char *named;       /* as the job called it when it opened it first */
    bool read;               /* opened for reading alone */
    bool read_as_found;      /* at least once before the job wrote it */
};

/* began: files that the job wrote were changed later than this. records (NULL: none) is borrowed. */
struct discovered *discovered_files(struct arena *arena, const cJSON *records, struct timespec began);

#endif
