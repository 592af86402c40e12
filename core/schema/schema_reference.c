/* SPDX-License-Identifier: Apache-2.0 */
/* $ref: where it leads, and that it leads somewhere.
 *
 * Each definition is read once, however many references mean it. */
#include "core/schema/schema_internal.h"

struct definition {
    struct definition *next;
    const struct node *node;
    const struct schema *schema;
    bool being_read; /* met again now, it stands inside itself */
    unsigned level;  /* of the reader when it began */
};

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c |= 'a' ^ 'A';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* A URI fragment's %HH (RFC 3986, section 2.1). */
static struct text unescape_percent(struct arena *arena, struct text fragment)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < fragment.length; i++) {
        char c = fragment.bytes[i];
        if (c == '%' && i + 2 < fragment.length) {
            int high = hex_digit(fragment.bytes[i + 1]);
            int low = hex_digit(fragment.bytes[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        buffer_byte(&out, c);
    }
    return buffer_text(&out);
}

/* A JSON pointer's ~1 is /, its ~0 is ~ (RFC 6901, section 4). */
static struct text unescape_tilde(struct arena *arena, struct text token)
{
    struct buffer out = {.arena = arena};
    for (size_t i = 0; i < token.length; i++) {
        char c = token.bytes[i];
        if (c == '~' && i + 1 < token.length && (token.bytes[i + 1] == '0' || token.bytes[i + 1] == '1')) {
            c = token.bytes[++i] == '0' ? '~' : '/';
        }
        buffer_byte(&out, c);
    }
    return buffer_text(&out);
}

static struct node *list_element(struct arena *arena, struct node *list, struct text token)
{
    uint32_t index = 0;
    for (size_t i = 0; i < token.length; i++) {
        if (token.bytes[i] < '0' || token.bytes[i] > '9' || index > UINT32_MAX / 10 - 1) {
            return NULL;
        }
        index = index * 10 + (uint32_t)(token.bytes[i] - '0');
    }
    return token.length > 0 ? node_element(arena, list, index) : NULL;
}

/* What the JSON pointer leads to from root; NULL when that is nothing. */
static struct node *follow(struct arena *arena, struct node *root, struct text pointer)
{
    struct node *node = root;
    for (size_t at = 0; node && at < pointer.length;) {
        size_t end = text_find(pointer, at + 1, '/');
        struct text token = unescape_tilde(arena, text_part(pointer, at + 1, end));
        if (node->kind == NODE_MAP) {
            node = node_find(arena, node, token);
        } else {
            node = node->kind == NODE_LIST ? list_element(arena, node, token) : NULL;
        }
        at = end;
    }
    return node;
}

/* NULL with an error. */
static struct node *find_target(struct schema_reader *reader, const struct node *reference)
{
    if (reference->kind != NODE_STRING) {
        schema_refuse(reader, reference, "$ref must be a string, not %s", node_describe(reference));
        return NULL;
    }
    struct text pointer = unescape_percent(reader->arena, reference->text);
    bool local = text_starts(pointer, TEXT("#/")) || text_equal(pointer, TEXT("#"));
    if (!local) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads out of this schema (only #/… inside it is followed)",
                      TEXT_ARGS(reference->text));
        return NULL;
    }
    struct node *target = follow(reader->arena, reader->root, text_from(pointer, 1));
    if (!target) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads to nothing in this schema", TEXT_ARGS(reference->text));
    }
    return target;
}

static struct definition *find_definition(struct schema_reader *reader, const struct node *node)
{
    size_t bucket = (size_t)((uintptr_t)node / sizeof *node) & (reader->buckets - 1);
    struct definition *definition = reader->definitions[bucket];
    while (definition && definition->node != node) {
        definition = definition->next;
    }
    if (!definition) {
        definition = arena_new(reader->arena, struct definition);
        definition->next = reader->definitions[bucket];
        definition->node = node;
        reader->definitions[bucket] = definition;
    }
    return definition;
}

/* The end of a model inside itself. */
static const struct schema *repetition(struct schema_reader *reader, const struct definition *definition)
{
    struct schema *schema = arena_new(reader->arena, struct schema);
    schema->repeats = definition->schema;
    schema->node = definition->node;
    schema_measure(reader, schema);
    struct node *type = node_find(reader->arena, (struct node *)definition->node, TEXT("type"));
    /* Its other types are not known yet; a model's is this one. */
    schema->types = type && text_equal(type->text, TEXT("object")) ? SCHEMA_OBJECT : 0;
    return schema;
}

static const struct schema *read_definition(struct schema_reader *reader, struct definition *definition)
{
    struct schema *schema = arena_new(reader->arena, struct schema);
    definition->schema = schema;
    definition->being_read = true;
    definition->level = reader->level;
    schema_read_node(reader, definition->node, schema);
    definition->being_read = false;
    return schema;
}

const struct schema *schema_resolve(struct schema_reader *reader, const struct node *reference)
{
    struct node *target = find_target(reader, reference);
    if (!target) {
        return NULL;
    }
    struct definition *definition = find_definition(reader, target);
    if (!definition->schema) {
        return read_definition(reader, definition);
    }
    if (definition->being_read && definition->level == reader->level) {
        schema_refuse(reader, reference, "$ref \"%.*s\" leads back to itself", TEXT_ARGS(reference->text));
        return NULL;
    }
    return definition->being_read ? repetition(reader, definition) : definition->schema;
}

const struct schema *schema_read_root(struct schema_reader *reader)
{
    size_t references_max = reader->document.source.length / (sizeof "$ref:#" - 1);
    reader->buckets = 16;
    while (reader->buckets < references_max / 8) {
        reader->buckets *= 2;
    }
    reader->definitions = arena_array(reader->arena, struct definition *, reader->buckets);
    return read_definition(reader, find_definition(reader, reader->root));
}
