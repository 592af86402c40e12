/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/node.h"

static bool has_key(const struct node *value, struct text key)
{
    return node_is_scalar(value->key) && text_equal(value->key->text, key);
}

static struct node *find_from(struct node *value, struct text key)
{
    while (value && !has_key(value, key)) {
        value = value->next;
    }
    return value;
}

/* Smaller maps are searched one by one. */
#define INDEX_COUNT_MIN 17

/* A map's children by hash of key text, a list's in order. */
struct child_index {
    size_t size;  /* of slots: a power of two in a map's */
    size_t count; /* children that are in it */
    bool repeats; /* a key was met twice */
    struct node *slots[];
};

/* The slot that holds key, or the empty one where it belongs. */
static struct node **index_slot(struct child_index *index, struct text key)
{
    size_t i = text_hash(key) & (index->size - 1);
    while (index->slots[i] && !has_key(index->slots[i], key)) {
        i = (i + 1) & (index->size - 1);
    }
    return &index->slots[i];
}

static void index_child(struct child_index *index, struct node *child)
{
    index->count++;
    if (!child->key) {
        index->slots[index->count - 1] = child;
        return;
    }
    if (!node_is_scalar(child->key)) {
        return;
    }
    struct node **slot = index_slot(index, child->key->text);
    if (*slot) { /* of duplicate keys the first counts */
        index->repeats = true;
    } else {
        *slot = child;
    }
}

/* parent->count would not do: a joint summary stands for several. */
static size_t index_size(const struct node *parent)
{
    size_t count = 0;
    size_t size = 1;
    for (const struct node *child = parent->first; child; child = child->next) {
        count++;
    }
    while (size < count * 2) {
        size *= 2;
    }
    return size;
}

static void build_index(struct arena *arena, struct node *parent)
{
    size_t size = index_size(parent);
    size_t bytes;
    if (__builtin_mul_overflow(size, sizeof(struct node *), &bytes)) {
        arena_exhausted(arena);
    }
    parent->index = arena_alloc(arena, sizeof *parent->index + bytes);
    parent->index->size = size;
    for (struct node *child = parent->first; child; child = child->next) {
        index_child(parent->index, child);
    }
}

struct node *node_synthetic(struct arena *arena, enum node_kind kind, struct text text)
{
    struct node *node = arena_new(arena, struct node);
    node->synthetic = true;
    node->kind = (uint8_t)kind;
    node->style = kind == NODE_MAP || kind == NODE_LIST ? STYLE_FLOW : STYLE_DOUBLE;
    node->text = text;
    return node;
}

struct node *node_synthetic_copy(struct arena *arena, const struct node *value)
{
    struct node *copy = node_synthetic(arena, value->kind, value->text);
    copy->style = value->style;
    node_set_own_tag(arena, copy, node_own_tag(value));
    for (const struct node *child = value->first; child; child = child->next) {
        struct node *inner = node_synthetic_copy(arena, child);
        inner->key = child->key ? node_synthetic(arena, child->key->kind, child->key->text) : NULL;
        node_append(copy, inner);
    }
    return copy;
}

void node_append(struct node *parent, struct node *child)
{
    child->parent = parent;
    child->next = NULL;
    if (parent->last) {
        parent->last->next = child;
    } else {
        parent->first = child;
    }
    parent->last = child;
    parent->count++;
    if (parent->index && (parent->index->count + 1) * 2 > parent->index->size) {
        parent->index = NULL; /* it has outgrown its table; the next look-up makes a larger one */
    } else if (parent->index) {
        index_child(parent->index, child);
    }
}

void node_overwrite(struct node *slot, const struct node *content)
{
    const struct node before = *slot;
    *slot = *content;
    slot->parent = before.parent;
    slot->key = before.key;
    slot->next = before.next;
    slot->change = before.change;
    for (struct node *child = slot->first; child; child = child->next) {
        child->parent = slot;
    }
}

struct node *node_find(struct arena *arena, struct node *map, struct text key)
{
    if (map->count < INDEX_COUNT_MIN) {
        return find_from(map->first, key);
    }
    if (!map->index) {
        build_index(arena, map);
    }
    return *index_slot(map->index, key);
}

struct node *node_find_next(const struct node *found)
{
    const struct node *map = found->parent;
    return map->index && !map->index->repeats ? NULL : find_from(found->next, found->key->text);
}

/* Every element that is asked for has a node: joint summaries begin behind those. */
struct node *node_element(struct arena *arena, struct node *list, uint32_t index)
{
    if (index >= list->count) {
        return NULL;
    }
    if (!list->index) {
        build_index(arena, list);
    }
    return list->index->slots[index];
}

bool node_is_joint_summary(const struct node *child)
{
    return child->summary && child->key && child->count > 1;
}

uint32_t node_width(const struct node *child)
{
    if (!child->summary) {
        return 1;
    }
    return node_is_joint_summary(child) ? child->count / 2 : child->count;
}

bool node_is_scalar(const struct node *node)
{
    return node->kind != NODE_LIST && node->kind != NODE_MAP && node->kind != NODE_ALIAS;
}

bool node_is_number(const struct node *node)
{
    return node->kind == NODE_INT || node->kind == NODE_FLOAT;
}

bool node_is_block_scalar(const struct node *node)
{
    return node_is_scalar(node) && (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED);
}

bool node_has_anchor(const struct node *node)
{
    return node->properties && node->properties->anchor.length > 0;
}

struct text node_core_tag(struct text tag)
{
    struct text prefix = TEXT("tag:yaml.org,2002:");
    return text_starts(tag, prefix) ? text_from(tag, prefix.length) : TEXT("");
}

static bool says_a_type(struct text tag)
{
    static const struct text names[] = {TEXT("str"),   TEXT("null"), TEXT("bool"), TEXT("int"),
                                        TEXT("float"), TEXT("map"),  TEXT("seq")};
    struct text name = node_core_tag(tag);
    size_t i = 0;
    while (i < sizeof names / sizeof *names && !text_equal(name, names[i])) {
        i++;
    }
    return i < sizeof names / sizeof *names;
}

struct text node_own_tag(const struct node *node)
{
    const struct text tag = node->properties ? node->properties->tag : TEXT("");
    return says_a_type(tag) || text_equal(tag, TEXT("!")) ? TEXT("") : tag;
}

void node_set_own_tag(struct arena *arena, struct node *node, struct text tag)
{
    struct node_properties *properties = tag.length > 0 ? arena_new(arena, struct node_properties) : NULL;
    if (properties) {
        properties->tag = tag;
    }
    node->properties = properties;
}

const struct node *node_last_inside(const struct node *node)
{
    while (node->style == STYLE_BLOCK && node->last) {
        node = node->last;
    }
    bool is_empty = node->kind == NODE_NULL && node->head == node->end;
    return is_empty && node->key && node_is_block_scalar(node->key) && node->key->end >= node->end ? node->key : node;
}

bool node_ends_open(const struct node *node, struct text source)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last) || last->end < source.length || text_is_line_end(source.bytes[source.length - 1])) {
        return false;
    }
    struct text scalar = text_part(source, last->start, last->end);
    bool has_line = text_find(scalar, 0, '\n') < scalar.length || text_find(scalar, 0, '\r') < scalar.length;
    return has_line && text_find(scalar, 0, '-') > 2; /* |- and |2- drop line ends */
}

const char *node_describe(const struct node *node)
{
    static const char *const words[] = {
        [NODE_NULL] = "null",      [NODE_BOOL] = "a boolean",  [NODE_INT] = "an integer",
        [NODE_FLOAT] = "a number", [NODE_STRING] = "a string", [NODE_AMBIGUOUS] = "an ambiguous word",
        [NODE_LIST] = "a list",    [NODE_MAP] = "an object",   [NODE_ALIAS] = "an alias",
    };
    if (node_is_scalar(node) && node_own_tag(node).length > 0) {
        return "a value with a tag";
    }
    return node->kind == NODE_NULL && node->start == node->end ? "empty" : words[node->kind];
}

bool node_is_merge_key(const struct node *child)
{
    return child->key->style == STYLE_PLAIN && text_equal(child->key->text, TEXT("<<"));
}
