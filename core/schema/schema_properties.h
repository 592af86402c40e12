/* SPDX-License-Identifier: Apache-2.0 */
/* A schema's properties: a list in order, and beyond a few an index by key. */
#ifndef INLAY_SCHEMA_PROPERTIES_H
#define INLAY_SCHEMA_PROPERTIES_H

#include "core/schema/schema.h"
#include "core/schema/schema_notes.h"

/* A schema's properties by key. Schemas that hold the same properties share one; owner alone may put more into it. */
struct schema_index {
    const struct schema *owner;
    struct schema_property *last;
    size_t count;
    size_t size; /* slots: a power of two; 0 while there are few */
    struct schema_property **slots;
};

/* The property of that key, made when there is none; its schema is NULL then. */
struct schema_property *schema_put(struct schema_reader *reader, struct schema *schema, struct text key);

#endif
