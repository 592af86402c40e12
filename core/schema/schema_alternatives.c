/* SPDX-License-Identifier: Apache-2.0 */
#include "core/schema/schema_alternatives.h"
#include "core/schema/schema_merge.h"
#include "core/schema/schema_properties.h"

static bool may_be_object(const struct schema *schema)
{
    return schema->types == 0 || schema->types & SCHEMA_OBJECT;
}

/* An object with any keys, like a dict without a model. */
static bool is_open(const struct schema *schema)
{
    return may_be_object(schema) && !schema->properties && !schema->repeats && !schema->alternatives;
}

/* Schemas of which a value must fit one. */
struct choice {
    const struct schema **schemas; /* NULL-terminated */
    size_t count;
};

static void choose(struct choice *choice, const struct schema *schema)
{
    if (schema && (choice->count == 0 || choice->schemas[choice->count - 1] != schema)) {
        choice->schemas[choice->count++] = schema;
    }
}

/* The union of the chosen schemas; unconstrained if open, but with title and description. */
static const struct schema *joined(struct schema_reader *reader, struct choice choice, bool open)
{
    const struct schema *first = choice.schemas[0];
    if (choice.count == 1 && !open && !first->required) {
        return first;
    }
    struct schema *schema = arena_new(reader->arena, struct schema);
    schema->node = first->node;
    schema->title = first->title;
    schema->label = first->label;
    schema->description = first->description;
    schema->placeholder = first->placeholder;
    if (choice.count == 1 && !open) {
        schema_merge(reader, schema, first, MERGE_BOTH);
        schema->required = false;
    } else if (!open) {
        schema_put_alternatives(reader, schema, choice.schemas, choice.count);
    }
    for (size_t i = 0; i < choice.count; i++) {
        schema->secret |= choice.schemas[i]->secret;
    }
    schema_measure(reader, schema);
    return schema;
}

static void join_key(struct schema_reader *reader, struct schema *summary, const struct schema *const *alternatives,
                     size_t count, struct text key, bool open)
{
    struct schema_property *property = schema_put(reader, summary, key);
    if (property->schema) {
        return;
    }
    struct choice choice = {.schemas = arena_array(reader->arena, const struct schema *, count + 1)};
    for (size_t i = 0; i < count; i++) {
        const struct schema_property *own = schema_property(alternatives[i], key);
        choose(&choice, own ? own->schema : NULL);
    }
    property->shared = true;
    property->schema = joined(reader, choice, open);
}

static void join_properties(struct schema_reader *reader, struct schema *summary,
                            const struct schema *const *alternatives, size_t count)
{
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        open |= is_open(alternatives[i]);
    }
    for (size_t i = 0; i < count; i++) {
        for (const struct schema_property *own = alternatives[i]->properties; own; own = own->next) {
            if (!schema_afford(reader, summary->node, count)) {
                return;
            }
            join_key(reader, summary, alternatives, count, own->key, open);
        }
    }
}

static void join_items(struct schema_reader *reader, struct schema *summary, const struct schema *const *alternatives,
                       size_t count)
{
    struct choice choice = {.schemas = arena_array(reader->arena, const struct schema *, count + 1)};
    bool open = false;
    for (size_t i = 0; i < count; i++) {
        choose(&choice, alternatives[i]->items);
        open |= !alternatives[i]->items && (alternatives[i]->types == 0 || alternatives[i]->types & SCHEMA_ARRAY);
    }
    if (choice.count > 0) {
        summary->items = joined(reader, choice, open);
    }
}

void schema_put_alternatives(struct schema_reader *reader, struct schema *schema,
                             const struct schema *const *alternatives, size_t count)
{
    struct schema *summary = arena_new(reader->arena, struct schema);
    summary->node = schema->node;
    summary->alternatives = alternatives;
    bool any_type = false;
    for (size_t i = 0; i < count; i++) {
        summary->types |= alternatives[i]->types;
        summary->optional |= alternatives[i]->optional;
        summary->secret |= alternatives[i]->secret;
        any_type |= alternatives[i]->types == 0;
    }
    summary->types = any_type ? 0 : summary->types;
    join_properties(reader, summary, alternatives, count);
    join_items(reader, summary, alternatives, count);
    schema_merge(reader, schema, summary, MERGE_BOTH);
}
