/* SPDX-License-Identifier: Apache-2.0 */
/* The content of files that are too fresh for their times to tell two writes apart. Each look would have to open such a
 * file to compare it with its version, which a watcher of opens that looks at the file answers with another look. So what
 * was opened once stays mapped until it has settled. */
#ifndef INLAY_SUPERVISE_FRESH_H
#define INLAY_SUPERVISE_FRESH_H

#include "shim/serve/registry.h"

/* Once, inside arena_run(). registry outlives this. */
void fresh_start(struct arena *arena, const struct registry *registry);

/* file's current version, entered, was just made or compared by what is open at fd, for reading. */
void fresh_keep(const struct registered *file, const struct version *version, int fd);

/* Whether the file still has the content that the version was made of; false where that is not known. */
bool fresh_is_unchanged(const struct registered *file, const struct version *version);

/* Milliseconds for which a file is still to be mapped; -1: none is. What is mapped for longer has settled, and is of no
 * more use: its file system could not be unmounted. */
int fresh_time_left(void);
void fresh_drop_all(void);

#endif
