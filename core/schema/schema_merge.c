/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schema/schema_merge.h"
#include "core/schema/schema_properties.h"
#include "core/tree/number.h"

bool schema_afford(struct schema_reader *reader, const struct node *node, size_t more)
{
    if (reader->copied > SCHEMA_SIZE_MAX) {
        return false;
    }
    reader->copied += more;
    if (reader->copied > SCHEMA_SIZE_MAX) {
        schema_refuse(reader, node, "the schema is too large, with what it refers to written out (at most %d schemas)",
                      SCHEMA_SIZE_MAX);
        return false;
    }
    return true;
}

static void measure_inside(struct schema *schema, const struct schema *inside)
{
    schema->size += inside->size;
    schema->height = inside->height < schema->height ? schema->height : inside->height + 1;
}

void schema_measure(struct schema_reader *reader, struct schema *schema)
{
    schema->size = 1;
    schema->height = 1;
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        measure_inside(schema, property->schema);
    }
    if (schema->items) {
        measure_inside(schema, schema->items);
    }
    for (const struct schema *const *alternative = schema->alternatives; alternative && *alternative; alternative++) {
        measure_inside(schema, *alternative);
    }
    if (schema->height > SCHEMA_DEPTH_MAX) {
        schema_refuse_depth(reader, schema->node);
        schema->height = 1;
    }
    if (schema->size > SCHEMA_SIZE_MAX) {
        schema->size = SCHEMA_SIZE_MAX;
        schema_afford(reader, schema->node, SCHEMA_SIZE_MAX);
    }
}

struct schema *schema_copy(struct schema_reader *reader, const struct schema *schema)
{
    struct schema *copy = arena_new(reader->arena, struct schema);
    *copy = *schema;
    return copy;
}

static void merge_text(struct text *into, struct text from)
{
    if (into->length == 0) {
        *into = from;
    }
}

/* Types that both allow; an integer is a number. */
static unsigned common_types(unsigned a, unsigned b)
{
    unsigned common = a & b;
    if ((a & SCHEMA_NUMBER && b & SCHEMA_INTEGER) || (b & SCHEMA_NUMBER && a & SCHEMA_INTEGER)) {
        common |= SCHEMA_INTEGER;
    }
    return common;
}

static void merge_types(struct schema_reader *reader, struct schema *into, const struct schema *from,
                        enum schema_merge how)
{
    if (into->types == 0) {
        into->types = from->types;
        into->optional |= from->optional;
    } else if (from->types && how == MERGE_BOTH) {
        unsigned types = common_types(into->types, from->types);
        bool optional = into->optional && from->optional;
        if (types == 0 && !optional) {
            schema_refuse(reader, from->node, "no value is of this type and of the one beside it as well");
            return;
        }
        into->types = types ? types : SCHEMA_NULL;
        into->optional = optional;
    }
}

/* The first one counts. Where both should, the other is noted as unused. */
static void merge_value(struct schema_reader *reader, const struct node **into, const struct node *from,
                        const char *name, enum schema_merge how)
{
    if (!*into) {
        *into = from;
    } else if (from && from != *into && how == MERGE_BOTH) {
        schema_note(&reader->unused, text_of(name), from);
    }
}

/* tighter: how a tighter limit compares with a looser one. */
static void merge_limit(struct schema_reader *reader, const struct node **into, const struct node *from,
                        enum number_order tighter, enum schema_merge how)
{
    bool replaces = from && *into && how == MERGE_BOTH &&
                    number_compare(number_of(reader->arena, from), number_of(reader->arena, *into)) == tighter;
    if (!*into || replaces) {
        *into = from;
    }
}

static void merge_limits(struct schema_reader *reader, struct schema *into, const struct schema *from,
                         enum schema_merge how)
{
    merge_limit(reader, &into->minimum, from->minimum, NUMBER_GREATER, how);
    merge_limit(reader, &into->exclusive_minimum, from->exclusive_minimum, NUMBER_GREATER, how);
    merge_limit(reader, &into->maximum, from->maximum, NUMBER_LESS, how);
    merge_limit(reader, &into->exclusive_maximum, from->exclusive_maximum, NUMBER_LESS, how);
    bool both = how == MERGE_BOTH;
    if (from->bounds_items[0] && (!into->bounds_items[0] || (both && from->min_items > into->min_items))) {
        into->bounds_items[0] = true;
        into->min_items = from->min_items;
    }
    if (from->bounds_items[1] && (!into->bounds_items[1] || (both && from->max_items < into->max_items))) {
        into->bounds_items[1] = true;
        into->max_items = from->max_items;
    }
    into->unique_items |= from->unique_items;
}

static const struct schema *merged(struct schema_reader *reader, const struct schema *into, const struct schema *from,
                                   enum schema_merge how)
{
    if (!into || !from || into == from) {
        return into ? into : from;
    }
    struct schema *copy = schema_copy(reader, into);
    schema_merge(reader, copy, from, how);
    schema_measure(reader, copy);
    return copy;
}

static void merge_properties(struct schema_reader *reader, struct schema *into, const struct schema *from,
                             enum schema_merge how)
{
    if (!from->properties || !into->properties) {
        into->index = into->properties ? into->index : from->index;
        into->properties = into->properties ? into->properties : from->properties;
        return;
    }
    for (const struct schema_property *property = from->properties; property; property = property->next) {
        if (!schema_afford(reader, from->node, 1)) {
            return;
        }
        struct schema_property *own = schema_put(reader, into, property->key);
        own->shared = property->shared && (own->shared || !own->schema);
        own->schema = merged(reader, own->schema, property->schema, how);
    }
}

void schema_merge(struct schema_reader *reader, struct schema *into, const struct schema *from, enum schema_merge how)
{
    if (!schema_afford(reader, from->node, 1)) {
        return;
    }
    merge_types(reader, into, from, how);
    merge_text(&into->title, from->title);
    merge_text(&into->label, from->label);
    merge_text(&into->description, from->description);
    merge_text(&into->placeholder, from->placeholder);
    into->required |= from->required;
    into->secret |= from->secret;
    merge_value(reader, &into->choices, from->choices, "enum", how);
    merge_value(reader, &into->constant, from->constant, "const", how);
    merge_value(reader, &into->initial, from->initial, "default", MERGE_OVERRIDE);
    merge_limits(reader, into, from, how);
    into->items = merged(reader, into->items, from->items, how);
    merge_properties(reader, into, from, how);
    if (!into->alternatives) {
        into->alternatives = from->alternatives;
    } else if (from->alternatives && how == MERGE_BOTH) {
        schema_note(&reader->unused, TEXT("anyOf"), from->node);
    }
    into->repeats = into->repeats ? into->repeats : from->repeats;
}
