/* SPDX-License-Identifier: Apache-2.0 */
/* The values that a parameter of W&B's sweep configuration lists. */
#ifndef INLAY_WANDB_VALUES_H
#define INLAY_WANDB_VALUES_H

#include "core/sweep/wandb_parameter.h"

/* Puts them into axis, with their probabilities; or the one value of a constant. False with errors. */
bool wandb_values_read(const struct wandb_parameter *parameter, struct sweep_axis *axis);
bool wandb_values_read_constant(const struct wandb_parameter *parameter, struct sweep_axis *axis);

#endif
