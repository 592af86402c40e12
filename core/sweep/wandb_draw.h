/* SPDX-License-Identifier: Apache-2.0 */
/* What a parameter of W&B's sweep configuration draws. */
#ifndef INLAY_WANDB_DRAW_H
#define INLAY_WANDB_DRAW_H

#include "core/sweep/wandb_parameter.h"

/* Puts the distribution of parameter into axis, which draws key's values. False with errors. */
bool wandb_draw_read(const struct wandb_parameter *parameter, struct sweep_axis *axis, const struct sweep_key *key);

#endif
