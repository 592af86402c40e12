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

static enum own_key find_own(const struct pinning *pinning, const struct node *key)
{
    enum own_key found = OWN_NONE;
    const struct change *change = pinning->heir->change;
    for (const struct node *own = pinning->heir->first; own; own = own->next) {
        enum own_key here = weigh(pinning, own, key);
        found = here > found ? here : found;
    }
    for (const struct node *own = change && change->added ? change->added->first : NULL; own; own = own->next) {
        enum own_key here = weigh(pinning, own, key);
        found = here > found ? here : found;
    }
    return found;
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
