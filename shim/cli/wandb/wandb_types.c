/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/wandb/wandb_types.h"

#include "core/inputs/offer_types.h"
#include "core/tree/emit.h"
#include "core/tree/scalar.h"

#include <string.h>

enum wandb_type {
    WANDB_UNKNOWN,
    WANDB_NONE,
    WANDB_BOOLEAN,
    WANDB_NUMBER,
    WANDB_STRING,
    WANDB_LIST,
    WANDB_TYPED_DICT,
    WANDB_TYPES,
};

static const char *const scalar_names[] = {
    [WANDB_UNKNOWN] = "unknown", [WANDB_NONE] = "none",     [WANDB_BOOLEAN] = "boolean",
    [WANDB_NUMBER] = "number",   [WANDB_STRING] = "string",
};

/* Past the digits and what is in marks. */
static size_t skip_digits_and(struct text word, size_t at, const char *marks)
{
    while (at < word.length && (is_digit(word.bytes[at]) || strchr(marks, word.bytes[at]))) {
        at++;
    }
    return at;
}

/* Whether yaml.v3, too, takes a date of YAML 1.1 for one: without a time, with a time behind a blank and no zone, or with
 * one behind a T and the zone Z or +00:00 (allowedTimestampFormats in its resolve.go). */
static bool is_date(struct text word)
{
    size_t day = skip_digits_and(word, 0, "-");
    if (day == word.length) {
        return true;
    }
    struct text zone = text_from(word, skip_digits_and(word, text_skip_blanks(word, day + 1), ":."));
    if (word.bytes[day] == ' ') {
        return zone.length == 0;
    }
    return text_equal(zone, TEXT("Z")) || (zone.length == strlen("+00:00") && zone.bytes[3] == ':');
}

/* Go's yaml.v3 reads YAML 1.2, but for numbers and dates. */
static enum wandb_type type_of_word(struct text word)
{
    switch (scalar_ambiguity(word)) {
    case AMBIGUITY_INTEGER:
    case AMBIGUITY_FLOAT:
        return WANDB_NUMBER;
    case AMBIGUITY_DATE:
        return is_date(word) ? WANDB_UNKNOWN : WANDB_STRING;
    default:
        return WANDB_STRING;
    }
}

static enum wandb_type type_of_kind(const struct node *value)
{
    static const enum wandb_type types[] = {
        [NODE_NULL] = WANDB_NONE,     [NODE_BOOL] = WANDB_BOOLEAN, [NODE_INT] = WANDB_NUMBER,
        [NODE_FLOAT] = WANDB_NUMBER,  [NODE_LIST] = WANDB_LIST,    [NODE_MAP] = WANDB_TYPED_DICT,
        [NODE_STRING] = WANDB_STRING, [NODE_ALIAS] = WANDB_STRING,
    };
    return value->kind == NODE_AMBIGUOUS ? type_of_word(value->text) : types[value->kind];
}

/* Tags that yaml.v3 does not know are passed over on collections, and make strings of scalars. */
static enum wandb_type type_of_tagged(const struct node *value, struct text tag)
{
    struct text name = node_core_tag(tag);
    if (!node_is_scalar(value)) {
        return type_of_kind(value);
    }
    if (text_equal(name, TEXT("int")) || text_equal(name, TEXT("float"))) {
        return WANDB_NUMBER;
    }
    if (text_equal(name, TEXT("bool"))) {
        return WANDB_BOOLEAN;
    }
    if (text_equal(name, TEXT("null"))) {
        return WANDB_NONE;
    }
    return text_equal(name, TEXT("timestamp")) ? WANDB_UNKNOWN : WANDB_STRING;
}

static bool is_string_key(const struct node *key)
{
    return key->kind == NODE_STRING || (key->kind == NODE_AMBIGUOUS && type_of_word(key->text) == WANDB_STRING);
}

/* yaml.v3 makes another type of map of one that has any other key, and W&B knows only this one. */
static bool has_string_keys(const struct node *map)
{
    const struct node *child = map->first;
    while (child && is_string_key(child->key)) {
        child = child->next;
    }
    return !child;
}

static enum wandb_type type_of(const struct node *value)
{
    struct text tag = value->properties ? value->properties->tag : TEXT("");
    enum wandb_type type = tag.length > 0 ? type_of_tagged(value, tag) : type_of_kind(value);
    return type == WANDB_TYPED_DICT && !has_string_keys(value) ? WANDB_UNKNOWN : type;
}

static void put_type(struct buffer *out, const struct node *value);

static void put_name(struct buffer *out, const char *name)
{
    buffer_format(out, "{\"wb_type\": \"%s\"", name);
}

/* W&B's own entries in a run config, at any depth. */
static bool is_internal(const struct node *child)
{
    return text_equal(child->key->text, TEXT("_wandb"));
}

static void put_typed_dict(struct buffer *out, const struct node *map)
{
    put_name(out, "typedDict");
    buffer_put(out, TEXT(", \"params\": {\"type_map\": {"));
    for (const struct node *child = map->first; child; child = child->next) {
        if (!is_internal(child)) {
            emit_comma(out);
            emit_json_string(out, child->key->text);
            buffer_put(out, TEXT(": "));
            put_type(out, child);
        }
    }
    buffer_put(out, TEXT("}}}"));
}

/* Elements of one type are described by the last of them. */
static size_t find_element_types(const struct node *list, const struct node *last[WANDB_TYPES],
                                 enum wandb_type order[WANDB_TYPES])
{
    size_t count = 0;
    for (const struct node *element = list->first; element; element = element->next) {
        enum wandb_type type = type_of(element);
        if (!last[type]) {
            order[count++] = type;
        }
        last[type] = element;
    }
    return count;
}

static void put_union(struct buffer *out, const struct node *const last[WANDB_TYPES],
                      const enum wandb_type order[WANDB_TYPES], size_t count)
{
    put_name(out, "union");
    buffer_put(out, TEXT(", \"params\": {\"allowed_types\": ["));
    for (size_t i = 0; i < count; i++) {
        emit_comma(out);
        put_type(out, last[order[i]]);
    }
    buffer_put(out, TEXT("]}}"));
}

static void put_list(struct buffer *out, const struct node *list)
{
    const struct node *last[WANDB_TYPES] = {NULL};
    enum wandb_type order[WANDB_TYPES] = {WANDB_UNKNOWN};
    size_t count = find_element_types(list, last, order);
    put_name(out, "list");
    buffer_put(out, TEXT(", \"params\": {\"element_type\": "));
    if (count == 0) {
        buffer_put(out, TEXT("{\"wb_type\": \"unknown\"}"));
    } else if (count == 1) {
        put_type(out, last[order[0]]);
    } else {
        put_union(out, last, order, count);
    }
    buffer_format(out, ", \"length\": %u}}", list->count);
}

static void put_type(struct buffer *out, const struct node *value)
{
    enum wandb_type type = type_of(value);
    if (type == WANDB_TYPED_DICT) {
        put_typed_dict(out, value);
    } else if (type == WANDB_LIST) {
        put_list(out, value);
    } else {
        put_name(out, scalar_names[type]);
        buffer_byte(out, '}');
    }
}

struct filter {
    struct arena *arena;
    const struct selection *selection;
    struct step path[DOCUMENT_DEPTH_MAX + 1];
    size_t depth;
};
static struct node *filter_map(struct filter *filter, const struct node *map);

/* A copy of what the selection lets through; NULL when that is nothing. Maps without a leaf are nothing. */
static struct node *filter_value(struct filter *filter, const struct node *value)
{
    struct keypath path = {filter->path, filter->depth};
    if (type_of(value) == WANDB_TYPED_DICT) {
        struct node *copy = selection_reaches(filter->selection, path) ? filter_map(filter, value) : NULL;
        return copy && copy->count > 0 ? copy : NULL;
    }
    if (!selection_has(filter->selection, path)) {
        return NULL;
    }
    struct node *copy = arena_new(filter->arena, struct node);
    *copy = *value;
    return copy;
}

static struct node *filter_map(struct filter *filter, const struct node *map)
{
    struct node *kept = node_synthetic(filter->arena, NODE_MAP, TEXT(""));
    for (const struct node *child = map ? map->first : NULL; child; child = child->next) {
        if (child->key->kind == NODE_NULL) {
            continue;
        }
        filter->path[filter->depth++] = (struct step){.kind = STEP_KEY, .key = child->key->text};
        struct node *value = filter_value(filter, child);
        filter->depth--;
        if (value) {
            value->key = child->key;
            node_append(kept, value);
        }
    }
    return kept;
}

void wandb_put_types(struct buffer *out, const struct selection *selection, const struct node *root)
{
    struct filter *filter = arena_new(out->arena, struct filter);
    filter->arena = out->arena;
    filter->selection = selection;
    if (root && root->kind != NODE_MAP && root->kind != NODE_NULL) {
        buffer_put(out, TEXT("{\"wb_type\": \"\"}"));
        return;
    }
    put_typed_dict(out, filter_map(filter, root));
}

struct node *wandb_config_of_types(struct arena *arena, const struct node *types)
{
    static const struct {
        enum node_kind kind;
        const char *text;
    } values[] = {
        [VALUE_UNKNOWN] = {NODE_AMBIGUOUS, "2001-12-14"},
        [VALUE_NULL] = {NODE_NULL, "null"},
        [VALUE_BOOL] = {NODE_BOOL, "true"},
        [VALUE_INT] = {NODE_INT, "1"},
        [VALUE_FLOAT] = {NODE_FLOAT, "0.5"},
        [VALUE_STR] = {NODE_STRING, ""},
        [VALUE_LIST] = {NODE_LIST, ""},
        [VALUE_OBJECT] = {NODE_MAP, ""},
    };
    const enum value_type type = offer_types_meaning(types);
    struct node *config = node_synthetic(arena, values[type].kind, text_of(values[type].text));
    for (const struct node *child = types->kind == NODE_MAP ? types->first : NULL; child; child = child->next) {
        struct node *value = wandb_config_of_types(arena, child);
        value->key = node_synthetic(arena, NODE_STRING, child->key->text);
        node_append(config, value);
    }
    return config;
}
