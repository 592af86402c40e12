/* SPDX-License-Identifier: Apache-2.0 */
/* What a schema says of a key, of a path and of secrets. */
#include "core/schema/schema.h"

bool schema_format_is_secret(struct text format)
{
    return text_equal(format, TEXT("secret")) || text_equal(format, TEXT("password"));
}

const struct schema *schema_find(const struct schema *schema, struct text key)
{
    const struct schema_property *property = schema_property(schema, key);
    if (property) {
        return property->schema;
    }
    const struct schema *found = schema->repeats ? schema_find(schema->repeats, key) : NULL;
    for (const struct schema *const *other = schema->alternatives; !found && other && *other; other++) {
        found = schema_find(*other, key);
    }
    return found;
}

static const struct schema *find_items(const struct schema *schema)
{
    const struct schema *found = schema->items;
    if (!found && schema->repeats) {
        found = find_items(schema->repeats);
    }
    for (const struct schema *const *other = schema->alternatives; !found && other && *other; other++) {
        found = find_items(*other);
    }
    return found;
}

const struct schema *schema_at(const struct schema *schema, struct keypath path)
{
    for (size_t i = 0; schema && i < path.count; i++) {
        const struct step *step = &path.steps[i];
        schema = step->kind == STEP_KEY ? schema_find(schema, step->key) : find_items(schema);
    }
    return schema;
}

/* The steps from the root to the schema that is being looked at. */
struct search {
    struct arena *arena;
    struct step steps[2 * SCHEMA_DEPTH_MAX];
    size_t count;
    bool repeating;
    size_t left; /* schemas that repetitions may still go through */
    void (*found)(void *context, struct keypath path);
    void *context;
};

static void search_schema(struct search *search, const struct schema *schema);

static void search_inside(struct search *outer, struct step step, const struct schema *schema)
{
    outer->steps[outer->count++] = step;
    search_schema(outer, schema);
    outer->count--;
}

static void say_found(const struct search *search)
{
    search->found(search->context, keypath_copy(search->arena, (struct keypath){search->steps, search->count}));
}

static void search_repetition(struct search *search, const struct schema *schema)
{
    if (schema->repeats && !search->repeating && schema->repeats->size <= search->left) {
        search->left -= schema->repeats->size;
        search->repeating = true;
        search_schema(search, schema->repeats);
        search->repeating = false;
    }
}

/* Alternatives are in the properties and items already, save for what one of them repeats. */
static void search_schema(struct search *search, const struct schema *schema)
{
    if (schema->secret) {
        say_found(search);
    }
    for (const struct schema_property *property = schema->properties; property; property = property->next) {
        search_inside(search, (struct step){.kind = STEP_KEY, .key = property->key}, property->schema);
    }
    if (schema->items) {
        search_inside(search, (struct step){.kind = STEP_APPEND}, schema->items);
    }
    search_repetition(search, schema);
    for (const struct schema *const *other = schema->alternatives; other && *other; other++) {
        search_repetition(search, *other);
    }
}

void schema_each_secret(struct arena *arena, const struct schema *schema,
                        void (*found)(void *context, struct keypath path), void *context)
{
    struct search *state = arena_new(arena, struct search);
    state->arena = arena;
    state->left = SCHEMA_SIZE_MAX;
    state->found = found;
    state->context = context;
    search_schema(state, schema);
}
