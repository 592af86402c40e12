/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/wandb/wandb_schema.h"
#include "core/schema/schema.h"
#include "core/schema/schema_pointer.h"
#include "core/tree/document.h"

#define VALUES_MAX 1000000

/* A $ref in whose place its definition is being put. */
struct frame {
    const struct frame *outer;
    const struct node *map;
};

struct preparer {
    struct arena *arena;
    const struct frame *open;
    struct node *root;
    struct node *definitions[2]; /* $defs, definitions; NULL: none */
    size_t values;
    bool failed;
};

/* Where _prepare_schema looks for definitions, and #/definitions, which it does not know. */
static const struct text places[] = {TEXT("$defs"), TEXT("definitions")};

static bool is_reference(const struct node *child)
{
    return text_equal(child->key->text, TEXT("$ref")) && child->kind == NODE_STRING;
}

/* NULL when it stands in none of the places; the reference stays then. */
static const struct node *find_definition(const struct preparer *preparer, struct text reference)
{
    for (size_t i = 0; i < 2; i++) {
        struct text path = reference;
        if (preparer->definitions[i] && text_starts(path, TEXT("#/")) && text_starts(text_from(path, 2), places[i]) &&
            text_find(path, 2, '/') == 2 + places[i].length) {
            return schema_pointer_follow(preparer->arena, preparer->root, reference);
        }
    }
    return NULL;
}

static struct node *new_copy(struct preparer *preparer, const struct node *value)
{
    struct node *copy = arena_new(preparer->arena, struct node);
    copy->kind = value->kind;
    copy->style = value->style;
    copy->text = value->text;
    preparer->failed |= ++preparer->values > VALUES_MAX;
    return copy;
}

/* Gives map this key; the last of several counts. */
static void set_key(struct preparer *preparer, struct node *map, struct node *key, struct node *value)
{
    struct node *before = node_find(preparer->arena, map, key->text);
    if (before) {
        node_overwrite(before, value);
        return;
    }
    value->key = key;
    node_append(map, value);
}

static void set_all(struct preparer *preparer, struct node *map, struct node *from)
{
    for (struct node *child = from->first, *next; child; child = next) {
        next = child->next;
        set_key(preparer, map, child->key, child);
    }
}

static struct node *prepare(struct preparer *preparer, const struct node *value, unsigned depth);

static bool is_lifted(const struct node *child)
{
    return text_equal(child->key->text, TEXT("allOf")) && child->kind == NODE_LIST && child->count == 1 &&
           child->first->kind == NODE_MAP;
}

static void prepare_child(struct preparer *preparer, struct node *map, const struct node *child, unsigned depth)
{
    if (is_lifted(child)) {
        set_all(preparer, map, prepare(preparer, child->first, depth));
    } else {
        set_key(preparer, map, child->key, prepare(preparer, child, depth));
    }
}

static bool is_open(const struct preparer *preparer, const struct node *map)
{
    const struct frame *frame = preparer->open;
    while (frame && frame->map != map) {
        frame = frame->outer;
    }
    return frame != NULL;
}

/* Nothing where a model stands inside itself again. */
static void put_definition(struct preparer *preparer, struct node *copy, const struct node *map,
                           const struct node *definition, unsigned depth)
{
    struct frame frame = {preparer->open, map};
    if (!definition || definition->kind != NODE_MAP || is_open(preparer, map)) {
        return;
    }
    preparer->open = &frame;
    set_all(preparer, copy, prepare(preparer, definition, depth));
    preparer->open = frame.outer;
}

/* The format of a secret; NULL when map is no secret's schema. */
static struct node *secret_format(struct preparer *preparer, struct node *map)
{
    struct node *format = node_find(preparer->arena, map, TEXT("format"));
    return format && format->kind == NODE_STRING && schema_format_is_secret(format->text) ? format : NULL;
}

/* Whether a member of a schema holds values that the schema is for. */
static bool holds_values(const struct node *child)
{
    static const struct text keys[] = {{"default", 7}, {"const", 5}, {"enum", 4}, {"examples", 8}};
    size_t i = 0;
    while (i < 4 && !text_equal(child->key->text, keys[i])) {
        i++;
    }
    return i < 4;
}

static void leave_values_out(struct node *map)
{
    struct node *child = map->first;
    map->first = map->last = NULL;
    map->count = 0;
    map->index = NULL;
    for (struct node *next; child; child = next) {
        next = child->next;
        if (!holds_values(child)) {
            node_append(map, child);
        }
    }
}

static void prepare_map(struct preparer *preparer, struct node *copy, const struct node *map, unsigned depth)
{
    const struct node *definition = NULL, *reference = NULL;
    for (const struct node *child = map->first; child && !reference; child = child->next) {
        reference = is_reference(child) ? child : NULL;
    }
    if (reference) {
        definition = find_definition(preparer, reference->text);
    }
    put_definition(preparer, copy, map, definition, depth);
    for (const struct node *child = map->first; child && !preparer->failed; child = child->next) {
        if (child != reference || !definition) {
            prepare_child(preparer, copy, child, depth);
        }
    }
    struct node *format = secret_format(preparer, copy);
    if (format) {
        format->text = TEXT("secret"); /* the drawer knows no other */
        leave_values_out(copy);
    }
}

static struct node *prepare(struct preparer *preparer, const struct node *value, unsigned depth)
{
    struct node *copy = new_copy(preparer, value);
    preparer->failed |= depth > DOCUMENT_DEPTH_MAX;
    if (preparer->failed) {
        return copy;
    }
    if (value->kind == NODE_MAP) {
        prepare_map(preparer, copy, value, depth + 1);
    }
    for (const struct node *element = value->first; value->kind == NODE_LIST && element; element = element->next) {
        node_append(copy, prepare(preparer, element, depth + 1));
    }
    return copy;
}

/* Without $defs and definitions, once they are used up. */
static struct node *without_definitions(struct preparer *preparer, const struct node *schema)
{
    struct node *rest = new_copy(preparer, schema);
    for (const struct node *child = schema->first; child; child = child->next) {
        if (child == preparer->definitions[0] || child == preparer->definitions[1]) {
            continue;
        }
        struct node *copy = arena_new(preparer->arena, struct node);
        *copy = *child;
        node_append(rest, copy);
    }
    return rest;
}

const struct node *wandb_prepared_schema(struct arena *arena, const struct node *schema)
{
    struct preparer preparer = {.arena = arena, .root = (struct node *)schema};
    if (schema->kind != NODE_MAP) {
        return schema;
    }
    for (size_t i = 0; i < 2; i++) {
        preparer.definitions[i] = node_find(arena, (struct node *)schema, places[i]);
    }
    struct node *prepared = prepare(&preparer, without_definitions(&preparer, schema), 0);
    return preparer.failed ? NULL : prepared;
}
