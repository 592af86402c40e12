/* SPDX-License-Identifier: Apache-2.0 */
/* The inputs of a job, one by one: what `describe`, the form and `edit` show. */
#ifndef INLAY_JOB_INPUTS_H
#define INLAY_JOB_INPUTS_H

#include "core/inputs/manifest.h"
#include "core/tree/value_type.h"

struct job_input {
    struct job_input *next; /* in the order of the schema, then of the file */
    struct keypath path;    /* count is 0 where the whole config is not an object */
    enum value_type type;   /* the schema's, else the current value's; of null, or none, what offer->types says */
    const struct node
        *value; /* now; a plain tree as core/tree/effective.h has it. NULL when the config has no such key */
    const struct schema *schema; /* NULL: none */
    bool required;
    bool secret; /* the value or a part of it is one: show no more of it than references */
};

/* Of one config; a small schema can name billions. */
#define JOB_INPUTS_MAX 100000

/* Lists of them; NULL: there are none. */
struct job_inputs {
    const struct job_input *nested; /* keys lead to them */
    const struct job_input *chosen; /* in elements that include chooses by content, which no nested object can say */
};

/* The leaves of one config that offer lets in: a leaf is an empty object, or any other value. document is the config as
 * it is now, NULL when it is not there; unless it is_whole, schema and offer->types say what else there is. False with an error when
 * document cannot be written out, or there are more than JOB_INPUTS_MAX. */
bool job_inputs_list(struct arena *arena, const struct offer *offer, const struct document *document, bool is_whole,
                     struct job_inputs *inputs, struct diagnostics *diagnostics);

#endif
