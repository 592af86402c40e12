/* SPDX-License-Identifier: Apache-2.0 */
/* The parameters of an ordinary W&B sweep, in the file that its agent writes and wandb.init() reads: YAML,
 *
 *     wandb_version: 1
 *     lr:
 *       value: 0.0001
 *
 * Source: save_config_file_from_dict() and dict_from_config_file() in wandb/sdk/lib/config_util.py. Both go through
 * PyYAML, so words have the types that it gives them. */
#ifndef INLAY_SWEEP_PARAMS_H
#define INLAY_SWEEP_PARAMS_H

#include "core/overrides/overrides.h"

/* Adds them to the run config, as its first layer. False with errors in diagnostics. */
bool sweep_params_read(struct overrides *overrides, const char *name, struct text source,
                       struct diagnostics *diagnostics);

/* An override that merges the run config into such a file. */
struct override sweep_params_override(const struct overrides *overrides, struct override_file *file);

#endif
