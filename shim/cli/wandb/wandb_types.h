/* SPDX-License-Identifier: Apache-2.0 */
/* W&B's own description of a job's inputs: what its agents and launch drawer read from a job artifact's metadata. */
#ifndef INLAY_WANDB_TYPES_H
#define INLAY_WANDB_TYPES_H

#include "core/tree/node.h"
#include "core/tree/selection.h"

/* Puts the type representation of what selection lets through of a config, {"wb_type": "typedDict", …}: JSON, as
 * core/internal/data_types and FilterTree in core/pkg/launch have it, with the types that Go's yaml.v3 sees. Allowed
 * types of a list stand in the order in which the list first has them; W&B's own order is random. root is as
 * core/tree/effective.h has it; NULL: an empty config. */
void wandb_put_types(struct buffer *out, const struct selection *selection, const struct node *root);

/* A config of which nothing is known but types, core/inputs/offer_types.h's: one with values of these types. */
struct node *wandb_config_of_types(struct arena *arena, const struct node *types);

#endif
