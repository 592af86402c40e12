/* SPDX-License-Identifier: Apache-2.0 */
/* Every edit that one could make to a document: each value replaced, each key and element removed, a key added to each
 * map and an element to each list. */
#ifndef INLAY_EVERY_EDIT_H
#define INLAY_EVERY_EDIT_H

#include "core/overrides/overrides.h"

/* One of them. */
struct single_edit {
    enum operation operation; /* SET, ADD or UNSET */
    const struct node *node;  /* of the document: what is replaced or removed, or the collection that is added to */
    struct keypath path;      /* to node, or to the new child in it */
    size_t number;            /* counts nodes, so that callers can take values in turn */
};

struct every_edit {
    struct arena *arena;
    void (*visit)(void *context, const struct single_edit *edit);
    void *context;
    size_t number;
};

#define NEW_KEY TEXT("inlay_new")

/* The steps from the root to node, with room for one more. NULL when a key on the way is no scalar: no key path leads
 * there. */
static inline struct step *steps_to(struct arena *arena, const struct node *node)
{
    struct step *steps = arena_array(arena, struct step, node->depth + 1U);
    for (; node->parent; node = node->parent) {
        struct step *step = &steps[node->depth - 1];
        if (node->key && !node_is_scalar(node->key)) {
            return NULL;
        }
        if (node->key) {
            *step = (struct step){.kind = STEP_KEY, .key = node->key->text};
            continue;
        }
        *step = (struct step){.kind = STEP_INDEX};
        for (const struct node *sibling = node->parent->first; sibling != node; sibling = sibling->next) {
            step->index++;
        }
    }
    return steps;
}

static inline void visit_edit(struct every_edit *every, enum operation operation, const struct node *node,
                              struct keypath path)
{
    struct single_edit edit = {.operation = operation, .node = node, .path = path, .number = every->number};
    every->visit(every->context, &edit);
}

static inline void visit_value(struct every_edit *every, const struct node *node)
{
    struct step *steps = steps_to(every->arena, node);
    if (!steps) {
        return;
    }
    every->number++;
    if (node->parent) {
        visit_edit(every, OVERRIDE_SET, node, (struct keypath){steps, node->depth});
        visit_edit(every, OVERRIDE_UNSET, node, (struct keypath){steps, node->depth});
    }
    if (node->kind == NODE_MAP || node->kind == NODE_LIST) {
        bool map = node->kind == NODE_MAP;
        steps[node->depth] = (struct step){.kind = map ? STEP_KEY : STEP_APPEND, .key = NEW_KEY};
        visit_edit(every, OVERRIDE_ADD, node, (struct keypath){steps, node->depth + 1U});
    }
}

/* In the order of the source. Aliases are visited as values, but not what they stand for. */
static inline void visit_every_edit(struct every_edit *every, const struct document *document)
{
    const struct node *node = document->root;
    while (node) {
        visit_value(every, node);
        if (node->kind != NODE_ALIAS && node->first) {
            node = node->first;
            continue;
        }
        while (node && !node->next) {
            node = node->parent;
        }
        node = node ? node->next : NULL;
    }
}

#endif
