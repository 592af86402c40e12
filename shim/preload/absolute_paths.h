/* SPDX-License-Identifier: Apache-2.0 */
/* Variables that name files by relative paths mean other files to a child that starts in another directory. */
#ifndef INLAY_ABSOLUTE_PATHS_H
#define INLAY_ABSOLUTE_PATHS_H

#include "core/base/text.h"

/* Makes INLAY_REPORT, INLAY_LOG, WANDB_SWEEP_PARAM_PATH and what LD_PRELOAD calls *library absolute, in environment and
 * in *library. directory is the process's own. To be called inside arena_run(); arena must live as long as the environment.
 *
 * The pointers are replaced, without setenv(3): bash has one of its own, which does nothing before its main, and a
 * program may read its variables from main's third argument. */
void absolute_paths_set(struct arena *arena, char **environment, const char *directory, struct text *library);

#endif
