/* SPDX-License-Identifier: Apache-2.0 */
/* The three forms of `inlay describe`. */
#ifndef INLAY_DESCRIBE_FORMATS_H
#define INLAY_DESCRIBE_FORMATS_H

#include "shim/cli/files/job_configs.h"

/* A table for people, one for each config. */
void describe_as_table(struct buffer *out, const struct job_config *configs);

/* Types by key, nested as the config is: {"trainer": {"learning_rate": "float"}}. Of several configs, or of one
 * document of a stream: {"files": {"config.yaml": {…}}, "run_config": {…}}. */
void describe_as_json(struct buffer *out, const struct job_config *configs);

/* The metadata of a W&B job artifact: input_types, input_schemas, output_types. Warns of what W&B has no words for. */
void describe_as_wandb(struct buffer *out, struct launch_inputs *launch, const struct job_config *configs);

#endif
