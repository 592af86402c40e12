/* SPDX-License-Identifier: Apache-2.0 */
/* W&B's file overrides, taken from the variable by which W&B's SDK knows them: where the job calls it
 * (launch.manage_config_file), it reads the file, which inlay serves, and would write what it read to the disk. */
#ifndef INLAY_WANDB_TAKEN_H
#define INLAY_WANDB_TAKEN_H

#include "core/base/arena.h"

/* Puts the value of WANDB_LAUNCH_FILE_OVERRIDES, or its chunks, into INLAY_WANDB_FILES, and {} in its place, unless that
 * was done before. own are inlay's variables in environ(7), which is changed. To be called by the constructor when the
 * launch has been read. */
void wandb_taken_from_environment(struct arena *arena, char *const *own);

#endif
