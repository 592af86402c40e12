/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INLAY_WANDB_FILE_CHECK_H
#define INLAY_WANDB_FILE_CHECK_H

#include "shim/cli/launch/inputs.h"

/* Looks whether the run config can be merged into the file in which wandb.init() will read it (shim/serve/wandb_file.h), as it
 * is now. Errors go to launch->diagnostics. */
void wandb_file_check(struct launch_inputs *launch, const char *path);

#endif
