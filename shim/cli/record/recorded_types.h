/* SPDX-License-Identifier: Apache-2.0 */
/* The types of a config file's values, as `inlay record` writes them into the manifest. */
#ifndef INLAY_RECORDED_TYPES_H
#define INLAY_RECORDED_TYPES_H

#include "core/base/diagnostic.h"
#include "core/tree/node.h"

#define RECORDED_KEYS_MAX 10000

struct recorded_types {
    /* Nested objects of names of types, with null for null. NULL: the file is empty, or holds several documents. */
    const struct node *types;
    size_t keys;    /* scalars, lists and empty objects */
    bool is_schema; /* the file is a JSON Schema */
};

/* name is the file's path for messages, source its content. Sets *recorded, in the arena. False with an error when
 * the file is wrong, or too large to be configuration. */
bool recorded_types_read(struct arena *arena, const char *name, struct text source, struct recorded_types *recorded,
                         struct diagnostics *diagnostics);

/* The same for value, a plain tree that is called name. */
bool recorded_types_of(struct arena *arena, const char *name, const struct node *value, struct recorded_types *recorded,
                       struct diagnostics *diagnostics);

/* Makes recorded say what holds for both: all keys, and types wide enough. */
void recorded_types_widen(struct arena *arena, struct recorded_types *recorded, const struct recorded_types *more);

#endif
