/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/pin.h"
#include "core/tree/change.h"
#include "core/tree/effective.h"
#include "core/tree/key_compare.h"

struct pinning {
    struct arena *arena;
    const struct document *document;
    struct node *heir;
    const struct node *merged; /* the map that is changed */
    const struct node *merge;  /* what stands behind heir's only `<<` */
    bool alias_keys;           /* some of heir's keys are aliases */
    struct node *pins;         /* a synthetic map */
};

/* Where heir has a key itself. */
enum own_key { OWN_NONE, OWN_BEFORE, OWN_BEHIND, OWN_UNCLEAR };

static const struct node *key_of(const struct node *child)
{
    return child->key->kind == NODE_ALIAS ? child->key->first : child->key;
}

static enum own_key weigh(const struct pinning *pinning, const struct node *own, const struct node *key)
{
    enum key_comparison comparison = KEYS_DIFFER;
    if (own != pinning->merge && change_keeps(own) && node_is_scalar(key_of(own))) {
        comparison = key_compare(pinning->arena, key_of(own), key);
    }
    if (comparison != KEYS_SAME) {
        return comparison == KEYS_DIFFER ? OWN_NONE : OWN_UNCLEAR;
    }
    return own->synthetic || own->key->start > pinning->merge->key->start ? OWN_BEHIND : OWN_BEFORE;
}

/* A string is no other key than one that is spelt so. */
static enum own_key find_among(const struct pinning *pinning, struct node *map, const struct node *key)
{
    enum own_key found = OWN_NONE;
    bool by_text = key_kind(key) == NODE_STRING && !pinning->alias_keys;
    struct node *own = by_text ? node_find(pinning->arena, map, key->text) : map->first;
    for (; own; own = by_text ? node_find_next(own) : own->next) {
        enum own_key here = weigh(pinning, own, key);
        found = here > found ? here : found;
    }
    return found;
}

static enum own_key find_own(const struct pinning *pinning, const struct node *key)
{
    const struct change *change = pinning->heir->change;
    enum own_key own = find_among(pinning, pinning->heir, key);
    enum own_key added = change && change->added ? find_among(pinning, change->added, key) : OWN_NONE;
    return own > added ? own : added;
}

static bool has_alias_keys(const struct node *map)
{
    const struct node *child = map->first;
    while (child && child->key->kind != NODE_ALIAS) {
        child = child->next;
    }
    return child != NULL;
}

/* NULL: there is none, or several. */
static const struct node *only_merge(struct arena *arena, struct node *heir)
{
    const struct node *first = node_find(arena, heir, TEXT("<<"));
    while (first && !node_is_merge_key(first)) {
        first = node_find_next(first);
    }
    return first && !node_find_next(first) ? first : NULL;
}

static bool inherits_one_map(const struct pinning *pinning)
{
    const struct node *merge = pinning->merge;
    return (merge->kind == NODE_ALIAS ? merge->first : merge)->kind == NODE_MAP;
}

static bool is_inside(const struct node *node, const struct node *outer)
{
    while (node && node != outer) {
        node = node->parent;
    }
    return node != NULL;
}

/* What map inherits for key; NULL: nothing, or what that is cannot be told. */
static const struct node *inherited_value(const struct pinning *pinning, const struct node *map, struct text key)
{
    struct diagnostics unheard = {.arena = pinning->arena};
    const struct node *value;
    bool disputed;
    enum outcome outcome =
        effective_inherited(pinning->arena, pinning->document, map, key, &value, &disputed, &unheard);
    return outcome == OUTCOME_FOUND && !disputed ? value : NULL;
}

/* What map had for key. */
static const struct node *old_value(const struct pinning *pinning, struct node *map, struct text key)
{
    const struct node *value = NULL;
    for (const struct node *own = node_find(pinning->arena, map, key); own; own = node_find_next(own)) {
        value = own; /* the last one counts */
    }
    return value ? value : inherited_value(pinning, map, key);
}

static bool add_pin(struct pinning *pinning, const struct node *value)
{
    struct diagnostics unheard = {.arena = pinning->arena};
    struct node *copy;
    struct node *key;
    if (!effective_copy(pinning->arena, pinning->document, value, &copy, &unheard) ||
        !effective_copy_key(pinning->arena, pinning->document, value, &key, &unheard)) {
        return false;
    }
    copy->key = key;
    node_append(pinning->pins, copy);
    return true;
}

/* key is one of what is merged, and its value is changed. */
static bool pin_key(struct pinning *pinning, const struct node *key)
{
    enum own_key own = find_own(pinning, key);
    if (own == OWN_BEHIND) {
        return true;
    }
    const struct node *old = inherited_value(pinning, pinning->heir, key->text);
    if (own != OWN_NONE || !old || key_compare(pinning->arena, key_of(old), key) != KEYS_SAME ||
        (key_kind(key) != NODE_STRING && !inherits_one_map(pinning))) {
        return false;
    }
    const struct node *merged = old_value(pinning, (struct node *)pinning->merged, key->text);
    bool hidden = merged && merged != old; /* by what is merged earlier */
    return hidden || node_find(pinning->arena, pinning->pins, key->text) || add_pin(pinning, old);
}

static bool pin_keys(struct pinning *pinning)
{
    const struct node *merged = pinning->merged;
    bool pinned = true;
    for (const struct node *child = merged->first; child && pinned; child = child->next) {
        pinned = !change_override(child) || pin_key(pinning, key_of(child));
    }
    for (const struct node *child = merged->change->added ? merged->change->added->first : NULL; child && pinned;
         child = child->next) {
        pinned = !child->change->override || pin_key(pinning, child->key);
    }
    return pinned;
}

bool pin_old_values(struct arena *arena, const struct document *document, struct node *heir, const struct node *alias,
                    struct kept_values *kept)
{
    struct pinning pinning = {.arena = arena,
                              .document = document,
                              .heir = heir,
                              .merged = alias->first,
                              .merge = only_merge(arena, heir),
                              .alias_keys = has_alias_keys(heir),
                              .pins = node_synthetic(arena, NODE_MAP, TEXT(""))};
    if (!pinning.merge || pinning.merged->kind != NODE_MAP || is_inside(heir, pinning.merged) || !pin_keys(&pinning)) {
        return false;
    }
    for (struct node *pin = pinning.pins->first, *next; pin; pin = next) {
        next = pin->next;
        kept_add(arena, kept, heir, pin, alias->first);
        change_add(arena, heir, pin, NULL, NULL);
    }
    return true;
}
