/* SPDX-License-Identifier: Apache-2.0 */
/* What varies, of a sweep's command line and files; and the rest of the command line, which is the same for all cells. */
#ifndef INLAY_PLAN_AXES_H
#define INLAY_PLAN_AXES_H

#include "shim/cli/base/options.h"

#include "core/sweep/sweep.h"

/* Whether options say what varies: by a word FILE:KEY=VALUES, --run-config, --repeat or -s. */
bool plan_axes_are_said(const struct options *options);

/* options without what varies, in the arena. */
const struct options *plan_axes_common(struct arena *arena, const struct options *options);

/* Reads what varies into sweep. The words' axes vary faster than those of the files' grids, in each of which they are. Errors
 * and notes go to diagnostics. */
void plan_axes_read(struct sweep *sweep, const struct options *options, struct diagnostics *diagnostics);

#endif
