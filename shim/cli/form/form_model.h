/* SPDX-License-Identifier: Apache-2.0 */
/* The launch form's model: what the page is told of a job's inputs, as JSON.
 *
 *     {"inlay": "0.1.0", "job": NAME, "options": ["--inputs", MANIFEST], "configs": [
 *         {"file": "config.yaml", "format": "yaml",            or {"run_config": true, …
 *          "document": 2,                                      the second of a stream
 *          "sections": [{"path": ["trainer"], "title": …, "label": …, "description": …}],
 *          "inputs": [{"path": ["trainer", "learning_rate"], "type": "float", "value": VALUE, "secret": true,
 *                      "hidden": true, "required": true, "schema": SCHEMA}]}]}
 *
 *     SCHEMA: {"types": ["integer"], "optional": true, "title": …, "label": …, "description": …, "placeholder": …,
 *              "required": true, "enum": [VALUE], "const": VALUE, "default": VALUE, "minimum": VALUE, …,
 *              "minItems": "1", "maxItems": "3", "uniqueItems": true, "items": SCHEMA,
 *              "properties": [[KEY, SCHEMA]], "anyOf": [SCHEMA]}
 *
 * What is not there is left out. "options" are those that inlay run needs, too. "value" is the current one; a secret's
 * is only there when it is a reference, and "hidden" says so otherwise. A VALUE is a string that holds the value as JSON, with its numbers digit for digit, and with .inf and .nan
 * as YAML has them; !"yes" is a plain word on which YAML readers disagree. */
#ifndef INLAY_FORM_MODEL_H
#define INLAY_FORM_MODEL_H

#include "shim/cli/files/job_configs.h"

/* What is written is inert inside a script element: <, > and & are escaped, and so is what JSON allows and other readers
 * take for a line end or for half a character. */
void form_model_write(struct buffer *out, const char *job, const struct options *options,
                      const struct job_config *configs);

#endif
