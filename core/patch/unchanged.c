/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/unchanged.h"
#include "core/base/outcome.h"
#include "core/tree/effective.h"
#include "core/tree/lexeme.h"
#include "core/tree/value_equal.h"

static bool same_number(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    const struct text minus = TEXT("-");
    return text_starts(slot->text, minus) == text_starts(value->text, minus) && /* -0.0 is another value than 0.0 */
           value_equal(unchanged->arena, slot, value) &&
           (unchanged->document->format == FORMAT_JSON ||
            lexeme_is_agreed(unchanged->arena, slot->kind, slot->text)); /* 1e-4 is a string to some */
}

static bool same_scalar(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    return node_is_number(slot) ? same_number(unchanged, slot, value) : value_equal(unchanged->arena, slot, value);
}

static bool same_list(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    const struct node *element = slot->first, *wanted = value->first;
    bool same = slot->count == value->count;
    for (; same && wanted; wanted = wanted->next) {
        same = element && unchanged_value(unchanged, element, wanted); /* one summary may stand for several elements */
        element = element ? element->next : NULL;
    }
    return same;
}

static bool is_merge_key(const struct unchanged *unchanged, const struct node *child)
{
    return unchanged->document->format == FORMAT_YAML && node_is_merge_key(child);
}

bool unchanged_is_first_key(const struct unchanged *unchanged, const struct node *child)
{
    return node_is_scalar(child->key) && !is_merge_key(unchanged, child) &&
           node_find(unchanged->arena, child->parent, child->key->text) == child;
}

/* What a map of the source has for key, its own or inherited; NULL: it has no such key, or readers disagree on what it
 * is. */
static const struct node *find_child(const struct unchanged *unchanged, const struct node *map, struct text key)
{
    struct arena *arena = unchanged->arena;
    const struct document *document = unchanged->document;
    struct diagnostics unheard = {.arena = arena};
    const struct node *child = node_find(arena, (struct node *)map, key);
    bool disputed = false;
    if (child) {
        bool agreed = unchanged_is_first_key(unchanged, child) && !node_find_next(child) &&
                      !effective_overtaken(arena, document, child);
        return agreed ? child : NULL;
    }
    bool found = !unchanged->shared &&
                 effective_inherited(arena, document, map, key, &child, &disputed, &unheard) == OUTCOME_FOUND;
    return found && !disputed ? child : NULL;
}

#define MERGES_DEPTH_MAX 50 /* of merges in merges; also where one is in itself */

/* Whether value has every key of a map, or of what is merged into one. left: how many more may be met. */
static bool has_every_key(const struct unchanged *unchanged, const struct node *source, const struct node *value,
                          unsigned depth, uint32_t *left)
{
    source = source->kind == NODE_ALIAS ? source->first : source;
    bool has = depth <= MERGES_DEPTH_MAX;
    for (const struct node *child = source->first; child && has; child = child->next) {
        if (*left == 0) {
            return false;
        }
        --*left;
        if (source->kind == NODE_LIST || is_merge_key(unchanged, child)) {
            has = !unchanged->shared && has_every_key(unchanged, child, value, depth + 1, left);
        } else {
            has = unchanged_is_first_key(unchanged, child) &&
                  node_find(unchanged->arena, (struct node *)value, child->key->text);
        }
    }
    return has;
}

typedef bool comparison(const struct unchanged *unchanged, const struct node *slot, const struct node *value);

/* Whether a map of the source has the same for each key of value. */
static bool same_keys(const struct unchanged *unchanged, const struct node *slot, const struct node *value,
                      comparison *same_value)
{
    bool same = true;
    for (const struct node *wanted = value->first; wanted && same; wanted = wanted->next) {
        const struct node *child = find_child(unchanged, slot, wanted->key->text);
        same = child && same_value(unchanged, child, wanted);
    }
    return same;
}

static bool same_map(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    uint32_t left = EFFECTIVE_MERGES_MAX + slot->count;
    return has_every_key(unchanged, slot, value, 0, &left) && same_keys(unchanged, slot, value, unchanged_value);
}

/* What a value of the source stands for; an alias itself where that may change. */
static const struct node *target(const struct unchanged *unchanged, const struct node *slot)
{
    return slot->kind == NODE_ALIAS && !unchanged->shared ? slot->first : slot;
}

bool unchanged_value(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    slot = target(unchanged, slot);
    if (slot->summary || slot->kind != value->kind || !text_equal(effective_tag(slot), node_own_tag(value))) {
        return false;
    }
    switch (slot->kind) {
    case NODE_LIST:
        return same_list(unchanged, slot, value);
    case NODE_MAP:
        return same_map(unchanged, slot, value);
    case NODE_ALIAS:
        return false;
    default:
        return same_scalar(unchanged, slot, value);
    }
}

bool unchanged_merge(const struct unchanged *unchanged, const struct node *slot, const struct node *value)
{
    if (value->kind != NODE_MAP) {
        return unchanged_value(unchanged, slot, value);
    }
    slot = target(unchanged, slot);
    return slot->kind == NODE_MAP && !slot->summary && same_keys(unchanged, slot, value, unchanged_merge);
}

bool unchanged_at(const struct unchanged *unchanged, const struct node *slot, struct keypath path,
                  const struct node *value)
{
    for (size_t i = 0; i < path.count && slot; i++) {
        const struct step *step = &path.steps[i];
        slot = target(unchanged, slot);
        if (step->kind == STEP_KEY) {
            slot = slot->kind == NODE_MAP ? find_child(unchanged, slot, step->key) : NULL;
        } else if (step->kind == STEP_INDEX && slot->kind == NODE_LIST) {
            int64_t index = step->index < 0 ? step->index + slot->count : step->index;
            slot = index < 0 || index >= slot->count
                       ? NULL
                       : node_element(unchanged->arena, (struct node *)slot, (uint32_t)index);
        } else {
            slot = NULL;
        }
    }
    return slot && unchanged_value(unchanged, slot, value);
}
