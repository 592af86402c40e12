/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/change.h"

bool change_keeps(const struct node *child)
{
    return !child->change || child->change->kind != CHANGE_REMOVE;
}

struct node *change_result(const struct node *slot)
{
    return slot->change && slot->change->kind == CHANGE_REPLACE ? slot->change->value : (struct node *)slot;
}

uint32_t change_count(const struct node *collection)
{
    const struct change *change = collection->change;
    return collection->count - (change ? change->removed : 0) + (change && change->added ? change->added->count : 0);
}

struct change_children change_children(const struct node *collection)
{
    const struct change *change = collection->synthetic ? NULL : collection->change;
    return (struct change_children){collection->first, change && change->added ? change->added->first : NULL};
}

const struct node *change_next(struct change_children *children)
{
    const struct node *next = NULL;
    while (!next) {
        if (children->added && children->added->change->before == children->child) {
            next = children->added;
            children->added = next->next;
        } else if (!children->child) {
            break;
        } else {
            next = change_keeps(children->child) ? children->child : NULL;
            children->child = children->child->next;
        }
    }
    return next;
}

bool change_empties(const struct node *collection)
{
    return collection->count > 0 && collection->change && collection->change->removed == collection->count;
}

struct node *change_find(struct arena *arena, struct node *map, struct text key)
{
    struct node *child = node_find(arena, map, key);
    if (child && !change_keeps(child)) {
        child = change_find_next(child);
    }
    struct node *added = map->change ? map->change->added : NULL;
    return !child && added ? node_find(arena, added, key) : child;
}

struct node *change_find_next(const struct node *found)
{
    struct node *child = node_find_next(found);
    while (child && !change_keeps(child)) {
        child = node_find_next(child);
    }
    return child;
}

struct change *change_make(struct arena *arena, struct node *node)
{
    if (!node->change) {
        node->change = arena_new(arena, struct change);
        for (struct node *outer = node->parent; outer && !outer->change; outer = outer->parent) {
            outer->change = arena_new(arena, struct change);
            outer->change->kind = CHANGE_INSIDE;
        }
    }
    return node->change;
}

void change_replace(struct arena *arena, struct node *slot, struct node *value, const struct override *override)
{
    *change_make(arena, slot) = (struct change){.kind = CHANGE_REPLACE, .value = value, .override = override};
}

void change_remove(struct arena *arena, struct node *child, const struct override *override)
{
    *change_make(arena, child) = (struct change){.kind = CHANGE_REMOVE, .override = override};
    change_make(arena, child->parent)->removed++;
}

void change_add(struct arena *arena, struct node *container, struct node *child, const struct node *before,
                const struct override *override)
{
    struct change *change = change_make(arena, container);
    if (!change->added) {
        change->kind = CHANGE_INSIDE;
        change->added = node_synthetic(arena, container->kind, TEXT(""));
        change->added->parent = container;
    }
    child->change = arena_new(arena, struct change);
    *child->change = (struct change){.kind = CHANGE_ADD, .before = before, .override = override};
    node_append(change->added, child);
}

struct node *change_container(const struct node *child)
{
    bool is_added = child->change && child->change->kind == CHANGE_ADD;
    return is_added ? child->parent->parent : child->parent;
}

void change_forget(struct node *node)
{
    if (node->change) {
        node->change = NULL;
        for (struct node *child = node->kind == NODE_ALIAS ? NULL : node->first; child; child = child->next) {
            change_forget(child);
        }
    }
}

const struct override *change_override(const struct node *node)
{
    const struct change *change = node->change;
    const struct override *override = change ? change->override : NULL;
    if (!change || change->kind != CHANGE_INSIDE) {
        return override;
    }
    for (const struct node *child = node->first; child && !override; child = child->next) {
        override = change_override(child);
    }
    for (const struct node *child = change->added ? change->added->first : NULL; child && !override;
         child = child->next) {
        override = child->change->override;
    }
    return override;
}
