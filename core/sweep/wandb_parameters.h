/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters of W&B's sweep configuration. Source: see wandb_sweep.h. */
#ifndef INLAY_WANDB_PARAMETERS_H
#define INLAY_WANDB_PARAMETERS_H

#include "core/sweep/wandb_parameter.h"

/* Adds an axis for each of parameters, what stands behind that key, to reader's grid, in W&B's order: by name. Those of a
 * grid that is not random have values, or bounds and steps. Errors are in diagnostics. */
void wandb_parameters_read(const struct wandb_reader *reader, struct node *parameters);

#endif
