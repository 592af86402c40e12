/* SPDX-License-Identifier: Apache-2.0 */
/* The values that W&B's grid makes of bounds: of int_uniform every integer, both bounds among them; of q_uniform min and what
 * comes after each further q, without max. */
#ifndef INLAY_WANDB_STEPS_H
#define INLAY_WANDB_STEPS_H

#include "core/sweep/wandb_parameter.h"

/* Whether the distribution is one of those. */
bool wandb_steps_has(const struct wandb_form *form);

/* Puts the values into axis, as those of key. False with errors. */
bool wandb_steps_read(const struct wandb_parameter *parameter, struct sweep_axis *axis, const struct sweep_key *key);

#endif
