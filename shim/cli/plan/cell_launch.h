/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a plan as the launch that its document is. */
#ifndef INLAY_CELL_LAUNCH_H
#define INLAY_CELL_LAUNCH_H

#include "shim/cli/plan/plan.h"

/* What it says by itself, as its document has it: paths are as they were written. */
void cell_launch_said(struct launch_inputs *launch, struct arena *arena, const struct plan *plan,
                      const struct sweep_cell *cell, const struct cell_names *names);

/* All of it, as inlay run would read it here: with the environment, and admitted by the manifest. */
void cell_launch_read(struct launch_inputs *launch, struct arena *arena, const struct plan *plan,
                      const struct sweep_cell *cell, const struct cell_names *names, char *const *environment);

/* Calls work(context, arena, index) for each index below count, each time with an arena of its own. */
void cell_launch_each(const struct plan *plan, size_t count,
                      void (*work)(void *context, struct arena *arena, size_t index), void *context);

/* The plan's base of a file of such a launch; NULL: it has none. */
const struct plan_base *cell_launch_base(struct arena *arena, const struct plan *plan,
                                         const struct override_file *file);

#endif
