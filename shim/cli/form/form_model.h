/* SPDX-License-Identifier: Apache-2.0 */
/* The launch form's model: a job's inputs, as JSON for the page.
 *
 *     {"inlay": VERSION, "job": NAME, "options": ["--inputs", MANIFEST], "configs": [
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
 * Members without a value are left out. "options" are options that inlay run needs, too. "value" is the current one.
 * A secret has it only when it is a reference, else "hidden". A VALUE is a string that holds the value as JSON:
 * numbers digit for digit, .inf and .nan as in YAML, and !"yes" for a plain word on which YAML readers disagree. */
#ifndef INLAY_FORM_MODEL_H
#define INLAY_FORM_MODEL_H

#include "shim/cli/files/job_configs.h"

/* The result is inert (html_page_put_inert()). */
void form_model_write(struct buffer *out, const char *job, const struct options *options,
                      const struct job_config *configs);

#endif
