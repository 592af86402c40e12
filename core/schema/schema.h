/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema, as far as job inputs use it: what W&B's launch drawer takes, and what Pydantic 1 and 2 print for a
 * model.
 *
 * Read once into structs in which $ref, allOf and an anyOf with null are resolved. Sources: the attributes of W&B's
 * META_SCHEMA (wandb/sdk/launch/inputs/schema.py), JSON Schema 2020-12 for their meaning. Where inlay is more lenient:
 * of oneOf more than one may fit; a default, const or choice of null allows null; a boolean may be one of YAML 1.1's
 * words (yes, Off). Where it is stricter: limits, properties and items say the type when `type` does not. */
#ifndef INLAY_SCHEMA_H
#define INLAY_SCHEMA_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"
#include "core/tree/keypath.h"

enum schema_type { /* bits of struct schema.types */
                   SCHEMA_NULL = 1,
                   SCHEMA_BOOLEAN = 2,
                   SCHEMA_INTEGER = 4,
                   SCHEMA_NUMBER = 8,
                   SCHEMA_STRING = 16,
                   SCHEMA_ARRAY = 32,
                   SCHEMA_OBJECT = 64,
};

/* Nodes are the schema document's own. Absent texts are empty, absent nodes NULL. Schemas that are read are trees: a
 * definition that is used twice may stand in them twice, but never inside itself, and none has more than
 * SCHEMA_SIZE_MAX schemas in it or is deeper than SCHEMA_DEPTH_MAX. */
struct schema {
    unsigned types; /* 0: none given, anything goes; of alternatives those of all */
    bool optional;  /* null is allowed beside types: an anyOf with null, or a list of types that has it */
    bool required;  /* by the property's own boolean, or the list of the object around it */
    bool secret;    /* schema_format_is_secret() */
    struct text title, label, description, placeholder;
    const struct node *choices;                                                   /* enum: a list */
    const struct node *constant;                                                  /* const */
    const struct node *initial;                                                   /* default */
    const struct node *minimum, *maximum, *exclusive_minimum, *exclusive_maximum; /* numbers */
    bool bounds_items[2]; /* whether min_items, max_items are given */
    uint64_t min_items, max_items;
    bool unique_items;
    const struct schema *items;               /* of an array's elements; of alternatives those of any */
    struct schema_property *properties;       /* in the order of the schema; allOf's and alternatives' merged in */
    const struct schema *const *alternatives; /* anyOf, oneOf of more than one that is not null: NULL-terminated */
    const struct schema *repeats; /* a model inside itself: the schema around this one that it stands for again */
    const struct node *node;      /* where it stands */
    struct schema_index *index;   /* core/schema/schema_properties.h */
    size_t size;                  /* how many schemas it is, with all inside: SCHEMA_SIZE_MAX */
    unsigned height;              /* how many of them are one inside the other: SCHEMA_DEPTH_MAX */
};

struct schema_property {
    struct schema_property *next;
    struct text key;
    const struct schema *schema;
    bool shared; /* of alternatives, not of the object itself: what those say that know this key */
};

/* Nested models and references to references count, not the objects and lists of the document. */
#define SCHEMA_DEPTH_MAX 128
#define SCHEMA_SIZE_MAX  1000000

/* Reads the schema that root is ("#" in a $ref is root). document is what it was read from, and root has been through
 * value_settle(). A $ref that goes around, or to nowhere, values of the wrong type (minimum: "3") and what is beyond
 * the limits are errors, each with its place. Attributes that inlay does not use, and properties without a type, are
 * said in one warning each that lists them with their places. NULL when there was an error. */
const struct schema *schema_read(struct arena *arena, const struct document *document, const struct node *root,
                                 struct diagnostics *diagnostics);

/* Whether values of this `format` are secrets: secret, which W&B's drawer knows, and password, which Pydantic prints for
 * SecretStr. */
bool schema_format_is_secret(struct text format);

/* The schema's own property of that key, one of properties; NULL when it has none. */
const struct schema_property *schema_property(const struct schema *schema, struct text key);

/* What the schema says of its own key, alternatives included; NULL when it does not know it. */
const struct schema *schema_find(const struct schema *schema, struct text key);

/* The schema of the value at path, through properties and items; NULL when the schema says nothing of it. Where several
 * alternatives know a key, the value may be as any of them says. */
const struct schema *schema_at(const struct schema *schema, struct keypath path);

/* What is wrong with a value, one call for each violation: path is the place inside value, relative to it, and gone
 * when say() returns. value is what stands there; of a key that is missing, the object that lacks it. */
struct schema_complaint {
    void (*say)(struct schema_complaint *complaint, struct keypath path, const struct node *value, const char *problem);
};

/* Checks value (aliases resolved, as value_settle() leaves it). whole: an object must have all that is required; else
 * it is merged into one that may have it. Elements of lists are whole: overrides replace lists. True when nothing was
 * said. problem reads on after "trainer.batch_size: ", as "12 is not one of 16, 64, 256". Numbers are compared
 * exactly. What takes more than SCHEMA_STEPS_MAX comparisons is a violation too. Secrets are not shown in problems,
 * and references to them (secret://NAME) fit. */
#define SCHEMA_STEPS_MAX 10000000
bool schema_check(struct arena *arena, const struct schema *schema, const struct node *value, bool whole,
                  struct schema_complaint *complaint);

/* A problem in the words that show nothing of a secret's value. */
const char *schema_secret_problem(const char *problem);

/* Calls found for every secret that a value of this schema may hold; path is in the arena, [+] is every element of a
 * list. A model inside itself is gone into once. */
void schema_each_secret(struct arena *arena, const struct schema *schema,
                        void (*found)(void *context, struct keypath path), void *context);

#endif
