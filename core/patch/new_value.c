/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/new_value.h"
#include "core/tree/key_compare.h"
#include "core/tree/scalar.h"
#include "core/tree/typed_key.h"

#define LOOKED_AT_MAX 1000 /* keys of a map */

/* Whether two keys are of one kind when they are written plain. */
static bool look_alike(struct text a, struct text b)
{
    enum node_kind kind = scalar_kind(a);
    return kind == scalar_kind(b) && (kind != NODE_AMBIGUOUS || scalar_same_ambiguity(a, b));
}

/* The map whose children can be looked at; NULL when there is none. */
static struct node *map_of(const struct node *like)
{
    like = like && like->kind == NODE_ALIAS ? like->first : like;
    return like && like->kind == NODE_MAP && !like->summary ? (struct node *)like : NULL;
}

struct likeness {
    struct text key;
    const struct node *first; /* of the keys */
    uint32_t left;            /* to look at */
};

static bool is_alike(struct likeness *likeness, const struct node *key)
{
    likeness->first = likeness->first ? likeness->first : key;
    return node_is_scalar(key) && !key->properties && key_kind(key) == key_kind(likeness->first) &&
           look_alike(key->text, likeness->key);
}

/* Whether all keys of a map are alike, those too that `<<` brings. */
static bool are_alike(struct likeness *likeness, const struct node *map)
{
    bool alike = true;
    for (const struct node *child = map->first; child && alike && likeness->left > 0; child = child->next) {
        likeness->left--;
        const struct node *brought = child->kind == NODE_ALIAS ? child->first : child;
        if (child->key && !node_is_merge_key(child)) {
            alike = is_alike(likeness, child->key);
        } else if (!node_is_scalar(brought)) {
            alike = are_alike(likeness, brought); /* a list has maps */
        }
    }
    return alike;
}

/* The first key of map, when all look like key and are of one kind, quoted or not. */
static const struct node *alike(const struct node *map, struct text key)
{
    struct likeness likeness = {.key = key, .left = LOOKED_AT_MAX};
    return are_alike(&likeness, map) ? likeness.first : NULL;
}

struct node *new_key(struct arena *arena, enum format format, const struct node *map, const struct node *key)
{
    const bool is_word = key->kind == NODE_STRING && scalar_kind(key->text) == NODE_STRING;
    map = format == FORMAT_YAML && !is_word ? map_of(map) : NULL;
    const struct node *same = map ? node_find(arena, (struct node *)map, key->text) : NULL;
    const struct node *model = same ? same->key : map ? alike(map, key->text) : NULL;
    enum node_kind kind = model && !model->properties ? key_kind(model) : (enum node_kind)key->kind;
    if (kind == NODE_STRING || format == FORMAT_JSON ||
        (!model && kind == NODE_AMBIGUOUS && scalar_ambiguity(key->text) == AMBIGUITY_BOOL)) {
        return node_synthetic(arena, NODE_STRING, key->text);
    }
    kind = same ? NODE_AMBIGUOUS : kind; /* as it is written */
    return node_synthetic(arena, kind, typed_key_spelling(arena, kind, key->text));
}

struct node *new_value(struct arena *arena, enum format format, const struct node *like, const struct node *value)
{
    struct node *copy = node_synthetic(arena, value->kind, value->text);
    struct node *map = map_of(like);
    copy->style = node_is_scalar(value) ? value->style : STYLE_FLOW;
    node_set_own_tag(arena, copy, node_own_tag(value));
    for (const struct node *child = value->first; child; child = child->next) {
        struct node *inner =
            new_value(arena, format, map && child->key ? node_find(arena, map, child->key->text) : NULL, child);
        inner->key = child->key ? new_key(arena, format, map, child->key) : NULL;
        node_append(copy, inner);
    }
    return copy;
}
