/* The tree itself: children, and a map's keys. */
#include "core/document.h"

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

/* The index has no length of its own: it follows from the number of children. */
static size_t index_mask(const struct node *map)
{
    size_t size = 1;
    while (size < (size_t)map->count * 2) {
        size *= 2;
    }
    return size - 1;
}

/* The slot that holds key, or the empty one where it belongs. */
static struct node **index_slot(const struct node *map, struct text key)
{
    size_t mask = index_mask(map);
    size_t i = text_hash(key) & mask;
    while (map->index[i] && !has_key(map->index[i], key)) {
        i = (i + 1) & mask;
    }
    return &map->index[i];
}

static void index_key(struct node *map, struct node *value)
{
    if (!node_is_scalar(value->key)) {
        return;
    }
    struct node **slot = index_slot(map, value->key->text);
    if (*slot) { /* of duplicate keys the first counts */
        map->repeats = true;
    } else {
        *slot = value;
    }
}

static void build_index(struct arena *arena, struct node *parent)
{
    size_t number = 0;
    parent->index = arena_array(arena, struct node *, index_mask(parent) + 1);
    for (struct node *child = parent->first; child; child = child->next) {
        if (child->key) {
            index_key(parent, child);
        } else {
            parent->index[number++] = child;
        }
    }
}

void node_append(struct node *parent, struct node *child)
{
    size_t mask = parent->index ? index_mask(parent) : 0;
    child->parent = parent;
    child->next = NULL;
    if (parent->last) {
        parent->last->next = child;
    } else {
        parent->first = child;
    }
    parent->last = child;
    parent->count++;
    if (parent->index && index_mask(parent) != mask) {
        parent->index = NULL; /* it has outgrown its table; the next look-up makes a larger one */
    } else if (parent->index && child->key) {
        index_key(parent, child);
    } else if (parent->index) {
        parent->index[parent->count - 1] = child;
    }
}

struct node *map_find(struct arena *arena, struct node *map, struct text key)
{
    if (map->count < INDEX_COUNT_MIN) {
        return find_from(map->first, key);
    }
    if (!map->index) {
        build_index(arena, map);
    }
    return *index_slot(map, key);
}

struct node *map_find_next(const struct node *found)
{
    const struct node *map = found->parent;
    return map->index && !map->repeats ? NULL : find_from(found->next, found->key->text);
}

struct node *list_at(struct arena *arena, struct node *list, uint32_t index)
{
    if (index >= list->count) {
        return NULL;
    }
    if (!list->index) {
        build_index(arena, list);
    }
    return list->index[index];
}

bool node_is_scalar(const struct node *node)
{
    return node->kind != NODE_LIST && node->kind != NODE_MAP && node->kind != NODE_ALIAS;
}

bool node_is_block_scalar(const struct node *node)
{
    return node_is_scalar(node) && (node->style == STYLE_LITERAL || node->style == STYLE_FOLDED);
}

const struct node *node_last_inside(const struct node *node)
{
    while (node->style == STYLE_BLOCK && node->last) {
        node = node->last;
    }
    return node;
}

bool node_ends_open(const struct node *node, struct text source)
{
    const struct node *last = node_last_inside(node);
    if (!node_is_block_scalar(last) || last->end < source.length || text_ends(source, TEXT("\n")) ||
        text_ends(source, TEXT("\r"))) {
        return false;
    }
    return text_find(text_part(source, last->start, last->end), 0, '-') > 2; /* |- and |2- drop line ends */
}

const char *node_describe(const struct node *node)
{
    switch ((enum node_kind)node->kind) {
    case NODE_NULL:
        return node->start == node->end ? "empty" : "null";
    case NODE_BOOL:
        return "a boolean";
    case NODE_INT:
        return "an integer";
    case NODE_FLOAT:
        return "a number";
    case NODE_STRING:
        return "a string";
    case NODE_WORD:
        return "an ambiguous word";
    case NODE_LIST:
        return "a list";
    case NODE_MAP:
        return "an object";
    case NODE_ALIAS:
        return "an alias";
    }
    return "a value";
}
