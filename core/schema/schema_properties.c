/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schema/schema_properties.h"

/* With fewer properties the list is searched. */
#define INDEX_COUNT_MIN 16

static struct schema_property **slot_of(const struct schema_index *index, struct text key)
{
    size_t i = text_hash(key) & (index->size - 1);
    while (index->slots[i] && !text_equal(index->slots[i]->key, key)) {
        i = (i + 1) & (index->size - 1);
    }
    return &index->slots[i];
}

const struct schema_property *schema_property(const struct schema *schema, struct text key)
{
    if (schema->index && schema->index->size > 0) {
        return *slot_of(schema->index, key);
    }
    const struct schema_property *property = schema->properties;
    while (property && !text_equal(property->key, key)) {
        property = property->next;
    }
    return property;
}

/* At most half of the slots are taken. */
static void index_property(struct arena *arena, struct schema *schema, struct schema_property *added)
{
    struct schema_index *index = schema->index;
    index->count++;
    if (index->count < INDEX_COUNT_MIN) {
        return;
    }
    if (index->count * 2 <= index->size) {
        *slot_of(index, added->key) = added;
        return;
    }
    index->size = index->size ? index->size * 2 : INDEX_COUNT_MIN * 4;
    index->slots = arena_array(arena, struct schema_property *, index->size);
    for (struct schema_property *property = schema->properties; property; property = property->next) {
        *slot_of(index, property->key) = property;
    }
}

static struct schema_property *append(struct arena *arena, struct schema *schema, struct text key)
{
    struct schema_property *property = arena_new(arena, struct schema_property);
    property->key = key;
    if (schema->index->last) {
        schema->index->last->next = property;
    } else {
        schema->properties = property;
    }
    schema->index->last = property;
    index_property(arena, schema, property);
    return property;
}

/* Properties that another schema shares are copied before the first change. */
static void own_properties(struct schema_reader *reader, struct schema *schema)
{
    if (schema->index && schema->index->owner == schema) {
        return;
    }
    const struct schema_property *shared = schema->properties;
    schema->properties = NULL;
    schema->index = arena_new(reader->arena, struct schema_index);
    schema->index->owner = schema;
    for (; shared; shared = shared->next) {
        struct schema_property *property = append(reader->arena, schema, shared->key);
        property->schema = shared->schema;
        property->shared = shared->shared;
        reader->copied++;
    }
}

struct schema_property *schema_put(struct schema_reader *reader, struct schema *schema, struct text key)
{
    own_properties(reader, schema);
    const struct schema_property *found = schema_property(schema, key);
    return found ? (struct schema_property *)found : append(reader->arena, schema, key);
}
