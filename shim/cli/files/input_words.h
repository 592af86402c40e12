/* SPDX-License-Identifier: Apache-2.0 */
/* What is said about one input of a job, to people: `inlay describe` and `inlay edit` use the same words. */
#ifndef INLAY_INPUT_WORDS_H
#define INLAY_INPUT_WORDS_H

#include "core/inputs/job_inputs.h"

/* Puts a value on one line as YAML; a string without quotes where YAML needs none. */
void input_put_value(struct buffer *out, const struct node *value);

/* Puts the current value, "-" when there is none. Of a secret it puts a reference, or that it is hidden. */
void input_put_now(struct buffer *out, const struct job_input *input);

/* Whether the current value may be shown as it is. */
bool input_is_showable(const struct job_input *input);

/* Puts what a schema demands of the value, "> 0, <= 1, required"; nothing when it demands nothing. */
void input_put_limits(struct buffer *out, const struct job_input *input);

/* Puts label or title and description on one line, or nothing. */
void input_put_about(struct buffer *out, const struct job_input *input);

#endif
