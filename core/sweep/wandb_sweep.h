/* SPDX-License-Identifier: Apache-2.0 */
/* W&B's sweep configuration, with its meaning there. Its methods grid and random are read; what asks an optimiser is
 * refused. Parameters are keys of a file, dots and nested parameters as nesting, or without a file keys of the run config,
 * where a dot is part of the key, as wandb.init() has it; FILE:KEY names its file itself. Braces mean nothing but themselves.
 *
 * Source: wandb/sweeps 0.3.0, config/schema.json, config/schema.py, params.py, grid_search.py and random_search.py. */
#ifndef INLAY_WANDB_SWEEP_H
#define INLAY_WANDB_SWEEP_H

#include "core/sweep/sweep.h"
#include "core/tree/document.h"

/* Whether root, an object, is one rather than inlay's own form. */
bool wandb_sweep_is(struct arena *arena, struct node *root);

/* Adds its grid. file is the file whose keys its parameters are; empty: they are the run config's. False with errors in
 * diagnostics; a note there says what is not used. */
bool wandb_sweep_read(struct sweep *sweep, const struct document *document, struct text file,
                      struct diagnostics *diagnostics);

#endif
