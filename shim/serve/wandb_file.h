/* SPDX-License-Identifier: Apache-2.0 */
/* The file in which wandb.init() reads the run config: where it reads a sweep's parameters, WANDB_SWEEP_PARAM_PATH. What it
 * has from there it merges deeply into the job's own config, and it keeps its project, entity and id. (WANDB_LAUNCH has it
 * read WANDB_CONFIG, too, and then it drops all three. Source: wandb/sdk/wandb_init.py.) */
#ifndef INLAY_WANDB_FILE_H
#define INLAY_WANDB_FILE_H

#include "core/overrides/overrides.h"

/* Its path: that of a sweep's own file, as its agent said it, or SWEEP_PARAMS_OWN. NULL: wandb.init() needs none, since the
 * run config is what a sweep says or is empty, or since an agent of W&B Launch has it read WANDB_CONFIG. */
const char *wandb_file_path(const struct overrides *overrides, char *const *environment);

/* Registers the file at path: what is there, with the run config merged into it. Nothing need be there. */
void wandb_file_register(struct overrides *overrides, const char *path);

#endif
