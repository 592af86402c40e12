/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas as W&B stores them with a job. */
#ifndef INLAY_WANDB_SCHEMA_H
#define INLAY_WANDB_SCHEMA_H

#include "core/tree/node.h"

/* The schema with each $ref replaced by what it means (what stands beside it wins) and each allOf of one lifted into
 * what it stands in, as _prepare_schema in wandb/sdk/launch/inputs/internal.py leaves it. Unlike _prepare_schema, this
 * resolves #/definitions/ and JSON pointers with escapes, too, and leaves out a secret's default, const, enum and
 * examples, and calls its format secret, the one that the drawer knows. A model inside itself is {} the second time. NULL when the result would have more than a million values or
 * nest too deeply. In arena, with texts of schema. */
const struct node *wandb_prepared_schema(struct arena *arena, const struct node *schema);

#endif
