/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the schema reader share. */
#ifndef INLAY_SCHEMA_INTERNAL_H
#define INLAY_SCHEMA_INTERNAL_H

#include "core/schema/schema.h"
#include "core/tree/document.h"

/* A schema's properties by key. Schemas that hold the same properties share one; owner alone may put more into it. */
struct schema_index {
    const struct schema *owner;
    struct schema_property *last;
    size_t count;
    size_t size; /* slots: a power of two; 0 while there are few */
    struct schema_property **slots;
};

/* A part of the schema that a warning lists. */
struct schema_note {
    struct text name;
    const struct node *node;
};

/* More are counted, not listed. */
#define SCHEMA_NOTES_MAX 20

struct schema_notes {
    struct schema_note first[SCHEMA_NOTES_MAX];
    size_t count;
};

struct schema_reader {
    struct arena *arena;
    struct document document; /* with its places marked */
    struct node *root;
    struct diagnostics *diagnostics;
    struct schema_notes unused, untyped;
    unsigned depth;                  /* of schemas in schemas, references gone through included */
    unsigned level;                  /* how many properties and items lead from the value to the one being read */
    struct definition **definitions; /* core/schema/schema_reference.c: what references led to, by node */
    size_t buckets;
    bool too_deep; /* has been said */
    size_t copied; /* properties and look-ups that merging took: no more than SCHEMA_SIZE_MAX */
};

void schema_refuse(struct schema_reader *reader, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void schema_refuse_depth(struct schema_reader *reader, const struct node *node); /* said once */
void schema_note(struct schema_notes *notes, struct text name, const struct node *node);

/* core/schema/schema_read.c: what node says, into an empty schema. Errors are in diagnostics. */
void schema_read_node(struct schema_reader *reader, const struct node *node, struct schema *schema);

/* core/schema/schema_reference.c: the schema that the $ref means; NULL with an error. */
const struct schema *schema_resolve(struct schema_reader *reader, const struct node *reference);
/* The same for the schema as a whole. */
const struct schema *schema_read_root(struct schema_reader *reader);

/* core/schema/schema_properties.c: the property of that key, made when there is none; its schema is NULL then. */
struct schema_property *schema_put(struct schema_reader *reader, struct schema *schema, struct text key);

/* core/schema/schema_merge.c */
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

/* core/schema/schema_alternatives.c: schema is one of alternatives as well, count of them, NULL-terminated and kept. */
void schema_put_alternatives(struct schema_reader *reader, struct schema *schema,
                             const struct schema *const *alternatives, size_t count);

#endif
