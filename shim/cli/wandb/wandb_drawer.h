/* SPDX-License-Identifier: Apache-2.0 */
/* What of a schema W&B's launch drawer does not take. */
#ifndef INLAY_WANDB_DRAWER_H
#define INLAY_WANDB_DRAWER_H

#include "core/base/diagnostic.h"
#include "core/tree/node.h"

/* Puts one note at place that lists it, each with the keys of the values that it is said of: what META_SCHEMA of
 * wandb/sdk/launch/inputs/schema.py refuses, and W&B's SDK warns about. Nothing where the drawer takes all. schema is as
 * wandb_prepared_schema() leaves it, and has been read without an error. */
void wandb_drawer_note(struct diagnostics *diagnostics, struct place place, const struct node *schema);

#endif
