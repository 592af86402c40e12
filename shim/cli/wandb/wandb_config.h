/* SPDX-License-Identifier: Apache-2.0 */
/* WANDB_CONFIG, as W&B Launch agents write it: Python's json.dumps, cut at 32,670 characters. */
#ifndef INLAY_WANDB_CONFIG_H
#define INLAY_WANDB_CONFIG_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

#define WANDB_CHUNK ((size_t)32670) /* MAX_ENV_LENGTHS in wandb/sdk/launch/utils.py */

/* Puts run_config, an object, in ASCII. NaN and infinities are spelt as json.dumps spells them. */
void wandb_config_put(struct buffer *out, const struct node *run_config);

#endif
