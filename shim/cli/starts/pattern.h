/* SPDX-License-Identifier: Apache-2.0 */
/* What the jobs of all cells have in common. */
#ifndef INLAY_PATTERN_H
#define INLAY_PATTERN_H

#include "shim/cli/starts/cell_job.h"

/* False, and said. caller is borrowed. */
bool pattern_read(struct cell_job *pattern, struct arena *arena, const struct plan *plan, const struct signals *caller);

#endif
