/* JSON Schema, as far as job inputs use it: what W&B's launch drawer takes, and what Pydantic 1 and 2 print for a model.
 *
 * Read once into structs in which $ref, allOf and an anyOf with null are resolved. Sources: the attributes of W&B's
 * META_SCHEMA (wandb/sdk/launch/inputs/schema.py), JSON Schema 2020-12 for their meaning. */
#ifndef INLAY_SCHEMA_H
#define INLAY_SCHEMA_H

#include "core/document.h"
#include "core/keypath.h"

enum schema_type { /* bits of struct schema.types */
                   SCHEMA_NULL = 1,
                   SCHEMA_BOOLEAN = 2,
                   SCHEMA_INTEGER = 4,
                   SCHEMA_NUMBER = 8,
                   SCHEMA_STRING = 16,
                   SCHEMA_ARRAY = 32,
                   SCHEMA_OBJECT = 64,
};

/* Nodes are the schema document's own. Absent texts are empty, absent nodes NULL. */
struct schema {
    unsigned types; /* 0: none given, anything goes */
    bool optional;  /* null is allowed beside types: an anyOf with null, or a list of types that has it */
    bool required;  /* by the property's own boolean, or the list of the object around it */
    bool secret;    /* format: secret */
    struct text title, label, description, placeholder;
    const struct node *choices;                                                   /* enum: a list */
    const struct node *constant;                                                  /* const */
    const struct node *initial;                                                   /* default */
    const struct node *minimum, *maximum, *exclusive_minimum, *exclusive_maximum; /* numbers */
    bool bounds_items[2]; /* whether min_items, max_items are given */
    uint64_t min_items, max_items;
    bool unique_items;
    const struct schema *items;               /* of an array's elements */
    struct schema_property *properties;       /* in the order of the schema; allOf's merged in */
    const struct schema *const *alternatives; /* anyOf, oneOf of more than one that is not null: NULL-terminated */
    const struct node *node;                  /* where it stands */
};

struct schema_property {
    struct schema_property *next;
    struct text key;
    const struct schema *schema;
};

/* Reads the schema that root is (document is what it was read from; "#" in a $ref is root). A $ref that goes around, or
 * to nowhere, values of the wrong type (minimum: "3") and nesting beyond the document limits are errors, each with its
 * place. Attributes that inlay does not use, and properties without a type, are said in one warning that lists them with
 * their places. NULL when there was an error. */
const struct schema *schema_read(struct arena *arena, const struct document *document, const struct node *root,
                                 struct diagnostics *diagnostics);

/* The schema of the value at path, through properties and items; NULL when the schema says nothing of it. */
const struct schema *schema_at(const struct schema *schema, struct keypath path);

/* What is wrong with a value, one call for each violation: path is the place inside value, relative to it. */
struct schema_complaint {
    void (*say)(struct schema_complaint *complaint, struct keypath path, const struct node *value, const char *problem);
};

/* Checks value (aliases resolved, as value_settle() leaves it). whole: an object must have all that is required; else it
 * is merged into one that may have it. True when nothing was said. problem reads on after "trainer.batch_size: ", as
 * "12 is not one of 16, 64, 256". */
bool schema_check(struct arena *arena, const struct schema *schema, const struct node *value, bool whole,
                  struct schema_complaint *complaint);

/* Whether the value at path, or a part of it, is a secret: calls found for every one. */
void schema_each_secret(struct arena *arena, const struct schema *schema,
                        void (*found)(void *context, struct keypath path), void *context);

#endif
