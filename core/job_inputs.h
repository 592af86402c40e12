/* The inputs of a job, one by one: what `describe`, the form and `edit` show. */
#ifndef INLAY_JOB_INPUTS_H
#define INLAY_JOB_INPUTS_H

#include "core/manifest.h"
#include "core/value_type.h"

struct job_input {
    struct job_input *next; /* in the order of the schema, then of the file */
    struct keypath path;
    enum value_type type;        /* the schema's, else the current value's */
    const struct node *value;    /* now, aliases and merge keys followed; NULL when only the schema knows the key */
    const struct schema *schema; /* NULL: none */
    bool required;
};

/* The leaves of one config that offer lets in: a leaf is what is no object, or an empty one. document is the config as
 * it is now; NULL when it is not there, and then schema and offer->types say what there is. */
struct job_input *job_inputs_list(struct arena *arena, const struct offer *offer, const struct document *document);

#endif
