/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/env/tree.h"
#include "core/tree/emit.h"

#define STEP 2 /* columns */

struct node *tree_map(struct arena *arena)
{
    return node_synthetic(arena, NODE_MAP, TEXT(""));
}

struct node *tree_list(struct arena *arena)
{
    return node_synthetic(arena, NODE_LIST, TEXT(""));
}

struct node *tree_string(struct arena *arena, struct text string)
{
    return node_synthetic(arena, NODE_STRING, string);
}

struct node *tree_bool(struct arena *arena, bool value)
{
    return node_synthetic(arena, NODE_BOOL, value ? TEXT("true") : TEXT("false"));
}

struct node *tree_number(struct arena *arena, size_t number)
{
    struct buffer text = {.arena = arena};
    buffer_format(&text, "%zu", number);
    return node_synthetic(arena, NODE_INT, buffer_text(&text));
}

struct node *tree_put(struct arena *arena, struct node *map, const char *key, struct node *child)
{
    child->key = tree_string(arena, text_of(key));
    node_append(map, child);
    return child;
}

void tree_put_string(struct arena *arena, struct node *map, const char *key, const char *string)
{
    tree_put(arena, map, key, tree_string(arena, text_of(string)));
}

struct node *tree_set(struct arena *arena, struct node *map, const char *key, struct node *child)
{
    struct node *found = node_find(arena, map, text_of(key));
    if (!found) {
        return tree_put(arena, map, key, child);
    }
    node_overwrite(found, child);
    return found;
}

struct node *tree_inside(struct arena *arena, struct node *map, const char *key, enum node_kind kind)
{
    struct node *found = node_find(arena, map, text_of(key));
    return found && found->kind == kind ? found : tree_set(arena, map, key, node_synthetic(arena, kind, TEXT("")));
}

/* Takes child, of parent, out of it. */
static void take_out(struct node *parent, const struct node *child)
{
    struct node **link = &parent->first, *before = NULL;
    while (*link != child) {
        before = *link;
        link = &before->next;
    }
    *link = child->next;
    parent->last = parent->last == child ? before : parent->last;
    parent->count--;
    parent->index = NULL;
}

void tree_remove(struct arena *arena, struct node *map, const char *key)
{
    const struct node *found = node_find(arena, map, text_of(key));
    if (found) {
        take_out(map, found);
    }
}

/* Whether an element of a list has the same as child under key. */
static bool is_same(struct arena *arena, struct node *element, const char *key, struct node *child)
{
    const struct node *one = element->kind == NODE_MAP ? node_find(arena, element, text_of(key)) : NULL;
    const struct node *other = node_find(arena, child, text_of(key));
    return one && other && text_equal(one->text, other->text);
}

void tree_set_element(struct arena *arena, struct node *list, const char *key, struct node *child)
{
    struct node *it = list->first;
    while (it && !is_same(arena, it, key, child)) {
        it = it->next;
    }
    if (it) {
        node_overwrite(it, child);
    } else {
        tree_add(list, child);
    }
}

void tree_remove_elements(struct arena *arena, struct node *list, const char *key, const char *value)
{
    struct node *model = tree_map(arena), *next;
    tree_put_string(arena, model, key, value);
    for (struct node *it = list->first; it; it = next) {
        next = it->next;
        if (is_same(arena, it, key, model)) {
            take_out(list, it);
        }
    }
}

struct node *tree_add(struct node *list, struct node *child)
{
    node_append(list, child);
    return child;
}

void tree_add_string(struct arena *arena, struct node *list, const char *string)
{
    tree_add(list, tree_string(arena, text_of(string)));
}

void tree_add_copies(struct arena *arena, struct node *list, const struct node *elements)
{
    for (const struct node *it = elements ? elements->first : NULL; it; it = it->next) {
        tree_add(list, node_synthetic_copy(arena, it));
    }
}

void tree_put_copy(struct arena *arena, struct node *map, const char *key, const struct node *value)
{
    if (value) {
        tree_put(arena, map, key, node_synthetic_copy(arena, value));
    }
}

/* Strings so that no reader takes one for anything else; what else was copied stays as it was written. */
static void put_scalar(struct buffer *out, const struct node *value)
{
    if (value->kind == NODE_STRING) {
        emit_yaml_key(out, value->text);
    } else {
        buffer_put(out, value->text.length > 0 ? value->text : TEXT("null"));
    }
}

static void put_block(struct buffer *out, const struct node *collection, size_t column)
{
    for (const struct node *child = collection->first; child; child = child->next) {
        const bool is_nested = !node_is_scalar(child) && child->count > 0;
        if (child != collection->first) {
            buffer_repeat(out, ' ', column);
        }
        if (child->key) {
            emit_yaml_key(out, child->key->text);
            buffer_byte(out, ':');
        } else {
            buffer_put(out, TEXT("- "));
        }
        if (!is_nested) {
            buffer_put(out, child->key ? TEXT(" ") : TEXT(""));
            if (node_is_scalar(child)) {
                put_scalar(out, child);
            } else {
                buffer_put(out, child->kind == NODE_MAP ? TEXT("{}") : TEXT("[]"));
            }
            buffer_byte(out, '\n');
            continue;
        }
        if (child->key) {
            buffer_byte(out, '\n');
            buffer_repeat(out, ' ', column + STEP);
        }
        put_block(out, child, column + STEP);
    }
}

void tree_write_yaml(struct buffer *out, const struct node *map)
{
    put_block(out, map, 0);
}

void tree_put_dollars(struct buffer *out, struct text value)
{
    for (size_t i = 0; i < value.length; i++) {
        buffer_put(out, value.bytes[i] == '$' ? TEXT("$$") : text_part(value, i, i + 1));
    }
}
