/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/recorded_types.h"

#include "core/inputs/offer_types.h"
#include "core/read/format.h"
#include "core/read/read.h"
#include "core/tree/effective.h"
#include "core/tree/scalar.h"
#include "core/tree/value_type.h"

#define DEPTH_MAX (DOCUMENT_DEPTH_MAX - 10) /* the manifest, which nests the types deeper, must be readable */

/* A file may be of any size, so it is read in memory of its own. */
struct typing {
    struct arena *arena; /* of the result */
    struct arena own;
    const char *name;
    struct text source;
    struct recorded_types *recorded;
    struct diagnostics *diagnostics;
};

static bool goes_on(const struct typing *reading)
{
    return reading->diagnostics->errors == 0;
}

static void give_up(struct typing *reading, const char *problem)
{
    diagnose(reading->diagnostics, SEVERITY_ERROR, (struct place){.source = reading->name}, "%s", problem);
}

static struct node *types_of(struct typing *reading, const struct node *value, unsigned depth);

static void add_types(struct typing *reading, struct node *types, const struct node *map, unsigned depth)
{
    for (const struct node *child = map->first; child && goes_on(reading); child = child->next) {
        struct node *inner = types_of(reading, child, depth + 1);
        inner->key = node_synthetic(reading->arena, NODE_STRING, text_copy(reading->arena, child->key->text));
        node_append(types, inner);
    }
}

/* A job that reads `no` may mean a country: other words have to fit there, too. */
static enum value_type type_to_record(const struct node *value)
{
    bool is_word = value->kind == NODE_AMBIGUOUS && scalar_ambiguity(value->text) == AMBIGUITY_BOOL;
    return is_word ? VALUE_UNKNOWN : value_type_of(value);
}

static struct node *types_of(struct typing *reading, const struct node *value, unsigned depth)
{
    struct node *types = arena_new(reading->arena, struct node);
    enum value_type type = type_to_record(value);
    if (value->kind == NODE_MAP && depth == DEPTH_MAX) {
        give_up(reading, "is nested too deeply");
    } else if (value->kind == NODE_MAP) {
        types->kind = NODE_MAP;
        add_types(reading, types, value, depth);
        reading->recorded->keys += depth > 0 && value->count == 0;
    } else {
        types->kind = type == VALUE_NULL ? NODE_NULL : NODE_STRING;
        types->text = text_of(value_type_name(type));
        reading->recorded->keys++;
    }
    if (reading->recorded->keys > RECORDED_KEYS_MAX && goes_on(reading)) {
        give_up(reading, "has so many keys that it is data rather than configuration");
    }
    return types;
}

/* JSON Schema names its dialect in this member. */
static bool is_schema(struct arena *arena, struct node *root)
{
    const struct node *dialect = root->kind == NODE_MAP ? node_find(arena, root, TEXT("$schema")) : NULL;
    return dialect && (text_starts(dialect->text, TEXT("http://json-schema.org/")) ||
                       text_starts(dialect->text, TEXT("https://json-schema.org/")));
}

static bool read_document(struct typing *reading, uint32_t which, struct document *document,
                          struct diagnostics *diagnostics)
{
    return document_read(&reading->own, reading->name, reading->source, format_of_name(text_of(reading->name)), which,
                         document, diagnostics);
}

static bool holds_several(struct typing *reading)
{
    struct diagnostics ignored = {.arena = &reading->own};
    struct document document;
    return read_document(reading, 1, &document, &ignored) && document.documents > 1;
}

static void read_types(void *context)
{
    struct typing *reading = context;
    struct diagnostics found = {.arena = &reading->own};
    struct document document;
    struct node *root = NULL;
    if (read_document(reading, 0, &document, &found)) {
        effective_root(&reading->own, &document, &root, &found);
    } else if (holds_several(reading)) {
        return;
    }
    const struct diagnostic *first = diagnostic_first_error(&found);
    if (first) {
        diagnose(reading->diagnostics, SEVERITY_ERROR, first->place, "%s", first->text);
    } else if (root) {
        reading->recorded->is_schema = is_schema(&reading->own, root);
        reading->recorded->types = types_of(reading, root, 0);
    }
}

bool recorded_types_read(struct arena *arena, const char *name, struct text source, struct recorded_types *recorded,
                         struct diagnostics *diagnostics)
{
    struct typing reading = {
        .arena = arena, .name = name, .source = source, .recorded = recorded, .diagnostics = diagnostics};
    *recorded = (struct recorded_types){0};
    arena_init(&reading.own, 0);
    if (!arena_run(&reading.own, read_types, &reading)) {
        give_up(&reading, "is too large to be looked into");
    }
    arena_release(&reading.own);
    return goes_on(&reading);
}

bool recorded_types_of(struct arena *arena, const char *name, const struct node *value, struct recorded_types *recorded,
                       struct diagnostics *diagnostics)
{
    struct typing reading = {.arena = arena, .name = name, .recorded = recorded, .diagnostics = diagnostics};
    *recorded = (struct recorded_types){0};
    recorded->types = types_of(&reading, value, 0);
    return goes_on(&reading);
}

static size_t count_keys(const struct node *types)
{
    size_t count = types->kind != NODE_MAP || types->count == 0;
    for (const struct node *child = types->first; child; child = child->next) {
        count += count_keys(child);
    }
    return count;
}

static struct node *widened(struct arena *arena, const struct node *a, const struct node *b)
{
    enum value_type type = value_type_widened(offer_types_meaning(a), offer_types_meaning(b));
    struct node *both = node_synthetic_copy(arena, a);
    if (a->kind != NODE_MAP || b->kind != NODE_MAP) {
        struct text name = text_of(value_type_name(type));
        return node_synthetic(arena, type == VALUE_NULL ? NODE_NULL : NODE_STRING, name);
    }
    for (const struct node *child = b->first; child; child = child->next) {
        struct node *there = node_find(arena, both, child->key->text);
        struct node *inner = there ? widened(arena, there, child) : node_synthetic_copy(arena, child);
        if (there) {
            node_overwrite(there, inner);
        } else {
            inner->key = node_synthetic(arena, NODE_STRING, child->key->text);
            node_append(both, inner);
        }
    }
    return both;
}

void recorded_types_widen(struct arena *arena, struct recorded_types *recorded, const struct recorded_types *more)
{
    if (!recorded->types) {
        *recorded = *more;
    } else if (more->types) {
        recorded->types = widened(arena, recorded->types, more->types);
        recorded->keys = count_keys(recorded->types);
    }
}
