/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/chosen.h"
#include "core/tree/effective.h"

static struct node *find_key(struct arena *arena, const struct document *document, const struct node *map,
                             struct text key)
{
    struct diagnostics unheard = {.arena = arena};
    const struct node *found = node_find(arena, (struct node *)map, key);
    bool disputed;
    if (!found &&
        (effective_inherited(arena, document, map, key, &found, &disputed, &unheard) != OUTCOME_FOUND || disputed)) {
        return NULL;
    }
    for (const struct node *next = found; next; next = node_find_next(next)) {
        found = next;
    }
    return (struct node *)found;
}

struct node *chosen_step(struct arena *arena, const struct document *document, const struct node *value,
                         const struct step *step)
{
    value = value->kind == NODE_ALIAS ? value->first : value;
    if (step->kind == STEP_KEY && value->kind == NODE_MAP) {
        return find_key(arena, document, value, step->key);
    }
    if (step->kind == STEP_INDEX && value->kind == NODE_LIST) {
        int64_t index = step->index < 0 ? step->index + value->count : step->index;
        return index < 0 || index >= value->count ? NULL : node_element(arena, (struct node *)value, (uint32_t)index);
    }
    return NULL;
}

const struct node *chosen_scalar(struct arena *arena, const struct document *document, const struct node *value,
                                 struct keypath path)
{
    for (size_t i = 0; i < path.count && value; i++) {
        value = chosen_step(arena, document, value, &path.steps[i]);
    }
    value = value && value->kind == NODE_ALIAS ? value->first : value;
    return value && node_is_scalar(value) && !value->summary ? value : NULL;
}

bool chosen_by(struct arena *arena, const struct document *document, const struct node *value,
               const struct selector *selector)
{
    const struct node *scalar = chosen_scalar(arena, document, value, selector->path);
    return scalar && text_equal(scalar->text, selector->text);
}

uint32_t chosen_head(const struct node *element)
{
    return element->kind == NODE_ALIAS ? element->first->head : element->head;
}
