/* SPDX-License-Identifier: Apache-2.0 */
/* The memory of each registered file's version, kept open by the supervisor: what descriptors are given of, and what a
 * path's stat shows the identity of, so that it agrees with fstat(2) of what was opened, which is not halted. */
#ifndef INLAY_SUPERVISE_KEPT_H
#define INLAY_SUPERVISE_KEPT_H

#include "shim/serve/registry.h"

/* Once, inside arena_run(). registry outlives what is kept. */
void kept_start(struct arena *arena, const struct registry *registry);

/* Once, when this process may have as many files open as it ever may. */
void kept_count_room(void);

/* The descriptor on version's bytes, which stays the supervisor's, and what fstat(2) says of it; made when it is not
 * there. A negative errno value as memfd_replace() has it. */
int kept_open(const struct registered *file, const struct version *version, struct stat *seen);

#endif
