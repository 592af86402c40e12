/* SPDX-License-Identifier: Apache-2.0 */
/* The words by which W&B hands parameters to a command: KEY=VALUE, +KEY=VALUE, ++KEY=VALUE or --KEY=VALUE, where VALUE is
 * what Python makes of it. None and 'None', 1 and '1' cannot be told apart there; the run config says what was meant.
 *
 * Source: create_sweep_command_args() in wandb/sdk/launch/sweeps/utils.py. */
#ifndef INLAY_SWEEP_WORD_H
#define INLAY_SWEEP_WORD_H

#include "core/base/outcome.h"
#include "core/overrides/run_config.h"

/* The parameter in layer that word hands on; NULL: none. */
const struct node *sweep_word_param(const struct run_config_layer *layer, struct text word);

/* Reads word as an assignment to file, as overrides_read_assignment() does, with the value that an ordinary sweep's
 * parameter has (sweep_params.h). An object goes into what is there, key by key, as wandb.init() merges it, and each key
 * has to be there unless word begins with a +. OUTCOME_NONE: word hands on no such parameter, or no file is named. */
enum outcome overrides_read_sweep_word(struct overrides *overrides, struct place origin, struct text word,
                                       struct text file, struct diagnostics *diagnostics);

#endif
