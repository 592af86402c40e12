/* SPDX-License-Identifier: Apache-2.0 */
/* Two schemas that hold for one value: a definition and what stands beside its $ref, or the parts of an allOf. */
#ifndef INLAY_SCHEMA_MERGE_H
#define INLAY_SCHEMA_MERGE_H

#include "core/schema/schema.h"
#include "core/schema/schema_notes.h"

enum schema_merge {
    MERGE_OVERRIDE, /* what stands beside a $ref counts, the definition says the rest */
    MERGE_BOTH,     /* a value must fit both, as in allOf */
};
void schema_merge(struct schema_reader *reader, struct schema *into, const struct schema *from, enum schema_merge how);
/* A copy that may be changed. */
struct schema *schema_copy(struct schema_reader *reader, const struct schema *schema);
/* Counts work that grows faster than the schema; an error and false when it has become too much. */
bool schema_afford(struct schema_reader *reader, const struct node *node, size_t more);

/* To be called when schema is complete: its size and height, with an error when they are beyond the limits. */
void schema_measure(struct schema_reader *reader, struct schema *schema);

#endif
