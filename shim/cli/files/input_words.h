/* SPDX-License-Identifier: Apache-2.0 */
/* Words for people about one input of a job, the same in `inlay describe` and `inlay edit`. */
#ifndef INLAY_INPUT_WORDS_H
#define INLAY_INPUT_WORDS_H

#include "core/inputs/job_inputs.h"

/* Puts a value on one line as YAML; a string without quotes where YAML needs none. */
void input_put_value(struct buffer *out, const struct node *value);

/* Puts the current value, "-" when there is none. For a secret it puts the reference, or "(hidden)". */
void input_put_now(struct buffer *out, const struct job_input *input);

/* Whether the current value may be shown as it is. */
bool input_is_showable(const struct job_input *input);

/* Puts what the schema demands of the value, like "> 0, <= 1, required". */
void input_put_limits(struct buffer *out, const struct job_input *input);

/* Puts label or title and description on one line, or nothing. */
void input_put_about(struct buffer *out, const struct job_input *input);

#endif
