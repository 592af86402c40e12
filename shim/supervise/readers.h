/* SPDX-License-Identifier: Apache-2.0 */
/* Which processes were served which file: who then writes it may put the overrides on the disk. The last few of each
 * file are remembered, as whom the supervisor speaks for (speaker.h). */
#ifndef INLAY_SUPERVISE_READERS_H
#define INLAY_SUPERVISE_READERS_H

#include "shim/serve/registry.h"
#include "shim/supervise/caller.h"

/* Once, inside arena_run(). registry outlives this. */
void readers_start(struct arena *arena, const struct registry *registry);

/* The process that is spoken for was served file. */
void readers_note(const struct registered *file, const struct caller_status *status);

/* Whether anything was served, or the job reads a file from a copy. */
bool readers_are_known(void);

/* Whether the process that is spoken for, or its parent, was served file when it ran the same program. */
bool readers_have(const struct registered *file, const struct caller_status *status);

#endif
