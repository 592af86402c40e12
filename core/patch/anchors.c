/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/anchors.h"
#include "core/tree/keypath.h"
#include "core/tree/change.h"
#include "core/tree/place.h"

/* How deep `<<` is followed; a merge that includes itself ends here. */
#define MERGE_DEPTH_MAX 100

struct copier {
    struct arena *arena;
    const struct document *document;
    struct diagnostics *diagnostics;
    const struct node *value; /* what is copied: an alias, or what a merge key brings */
    uint32_t left;            /* values that may still be made, merges that may be followed */
    bool failed;
};

static const struct node *target(const struct node *node)
{
    return node->kind == NODE_ALIAS ? node->first : node;
}

/* The key path of a value of the original, for a message. */
static struct text path_of(struct arena *arena, const struct node *node)
{
    struct step *steps = arena_array(arena, struct step, node->depth + 1U);
    size_t depth = node->depth;
    for (; node->parent; node = node->parent) {
        struct step *step = &steps[node->depth - 1];
        *step = (struct step){.kind = node->key ? STEP_KEY : STEP_INDEX};
        if (node->key) {
            step->key = node->key->text;
            continue;
        }
        for (const struct node *sibling = node->parent->first; sibling != node; sibling = sibling->next) {
            step->index++;
        }
    }
    return keypath_text(arena, (struct keypath){steps, depth});
}

static void give_up(struct copier *copier, const struct node *node, const char *why)
{
    if (!copier->failed) {
        diagnose(copier->diagnostics, SEVERITY_ERROR, document_place(copier->document, node->start),
                 "%.*s shares this value by an anchor and cannot have one of its own: %s (--shared changes both)",
                 TEXT_ARGS(path_of(copier->arena, copier->value)), why);
        copier->failed = true;
    }
}

/* Whether a plain scalar can stand in a flow collection exactly as it is written. libyaml takes a colon or question mark
 * at its beginning for a pair's. */
static bool is_plain_in_flow(struct text plain)
{
    if (text_starts(plain, TEXT(":")) || text_starts(plain, TEXT("?"))) {
        return false;
    }
    for (size_t i = 0; i < plain.length; i++) {
        char c = plain.bytes[i];
        if (c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '\n' || c == '\r' || c == '#' ||
            (c == ':' && (i + 1 == plain.length || plain.bytes[i + 1] == ' '))) {
            return false;
        }
    }
    return plain.length > 0;
}

static struct node *new_copy(struct copier *copier, enum node_kind kind)
{
    struct node *copy = arena_new(copier->arena, struct node);
    copy->synthetic = true;
    copy->kind = (uint8_t)kind;
    copy->style = STYLE_FLOW;
    return copy;
}

static struct node *copy_value(struct copier *copier, const struct node *value, uint32_t depth);

static void copy_pair(struct copier *copier, struct node *map, const struct node *child, uint32_t depth)
{
    const struct node *key = target(child->key);
    if (!node_is_scalar(key)) {
        give_up(copier, key, "it has a key that is a collection");
        return;
    }
    struct node *copy = copy_value(copier, child, depth);
    if (copy) {
        copy->key = new_copy(copier, NODE_STRING);
        copy->key->text = key->text;
        node_append(map, copy);
    }
}

static bool has_key(struct arena *arena, const struct node *map, struct text key)
{
    return node_find(arena, (struct node *)map, key) != NULL;
}

/* Adds what a `<<` brings to a copy: keys that neither the map itself nor an earlier merge has. */
static void copy_merged(struct copier *copier, struct node *copy, const struct node *own, const struct node *source,
                        uint32_t depth)
{
    source = target(source);
    if (depth > DOCUMENT_DEPTH_MAX || copier->left-- == 0) {
        copier->left = 0;
        give_up(copier, source, "too many merge keys lead to it");
    }
    if (copier->failed) {
        return;
    }
    for (const struct node *child = source->first; child; child = child->next) {
        if (source->kind == NODE_LIST) {
            copy_merged(copier, copy, own, child, depth + 1);
        } else if (!node_is_merge_key(child) && !has_key(copier->arena, own, child->key->text) &&
                   !has_key(copier->arena, copy, child->key->text)) {
            copy_pair(copier, copy, child, depth + 1);
        }
    }
    /* What source itself merges gives way to its own keys, wherever they stand. */
    for (const struct node *child = source->kind == NODE_MAP ? source->first : NULL; child; child = child->next) {
        if (node_is_merge_key(child)) {
            copy_merged(copier, copy, own, child, depth + 1);
        }
    }
}

static void copy_children(struct copier *copier, struct node *copy, const struct node *value, uint32_t depth)
{
    for (const struct node *child = value->first; child && !copier->failed; child = child->next) {
        if (value->kind == NODE_LIST) {
            struct node *inner = copy_value(copier, child, depth);
            if (inner) {
                node_append(copy, inner);
            }
        } else if (node_is_merge_key(child)) {
            copy_merged(copier, copy, value, child, depth);
        } else {
            copy_pair(copier, copy, child, depth);
        }
    }
}

static struct node *copy_value(struct copier *copier, const struct node *value, uint32_t depth)
{
    value = target(value);
    if (copier->failed) {
        return NULL;
    }
    if (copier->left-- == 0 || depth > DOCUMENT_DEPTH_MAX) {
        copier->left = 0;
        give_up(copier, value, "its aliases make it too large");
        return NULL;
    }
    const struct node_properties *properties = value->properties;
    if (properties && properties->tag.length && !node_core_tag(properties->tag).length) {
        give_up(copier, value, "it has a tag");
        return NULL;
    }
    struct node *copy = new_copy(copier, value->kind);
    copy->text = value->text;
    if (value->kind == NODE_LIST || value->kind == NODE_MAP) {
        copy_children(copier, copy, value, depth + 1);
    } else if (value->style == STYLE_PLAIN && value->kind != NODE_NULL && is_plain_in_flow(value->text)) {
        /* As written: 1e-4 is a string to some readers, and must stay one for them. */
        copy->kind = NODE_AMBIGUOUS;
    }
    return copy;
}

struct node *resolved_copy(struct arena *arena, const struct document *document, const struct node *value,
                           struct diagnostics *diagnostics)
{
    struct copier copier = {.arena = arena, .document = document, .diagnostics = diagnostics, .value = value};
    copier.left = ANCHOR_COPY_MAX;
    struct node *copy = copy_value(&copier, value, 0);
    return copier.failed ? NULL : copy;
}

/* A look-up of one key. */
struct finder {
    struct arena *arena;
    struct text key;
    uint32_t left; /* steps that may still be made */
};

static const struct node *find_merged(struct finder *finder, const struct node *source, uint32_t depth);

static const struct node *find_in_merges(struct finder *finder, const struct node *map, uint32_t depth)
{
    struct node *merge = node_find(finder->arena, (struct node *)map, TEXT("<<"));
    const struct node *found = NULL;
    for (; merge && !found; merge = node_find_next(merge)) {
        found = node_is_merge_key(merge) ? find_merged(finder, merge, depth) : NULL;
    }
    return found;
}

static const struct node *find_merged(struct finder *finder, const struct node *source, uint32_t depth)
{
    source = target(source);
    if (depth > MERGE_DEPTH_MAX || finder->left == 0) {
        return NULL;
    }
    finder->left--;
    if (source->kind == NODE_MAP) {
        const struct node *own = node_find(finder->arena, (struct node *)source, finder->key);
        return own ? own : find_in_merges(finder, source, depth + 1);
    }
    const struct node *found = NULL;
    if (source->kind == NODE_LIST) {
        for (const struct node *child = source->first; child && !found; child = child->next) {
            found = find_merged(finder, child, depth + 1);
        }
    }
    return found;
}

const struct node *merged_value(struct arena *arena, const struct document *document, struct node *map, struct text key,
                                struct diagnostics *diagnostics)
{
    if (map->synthetic || !document->has_aliases || document->format != FORMAT_YAML) {
        return NULL;
    }
    struct finder finder = {arena, key, MERGE_STEPS_MAX};
    const struct node *found = find_in_merges(&finder, map, 0);
    if (!found && finder.left == 0) {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, map->start),
                 "too many merge keys lead from here for inlay to follow");
    }
    return found;
}

struct settler {
    struct arena *arena;
    struct document *document;
    bool shared;
    struct diagnostics *diagnostics;
};

static void judge_anchor(struct settler *settler, struct node *node, bool gone)
{
    bool replaced = node->change && node->change->kind == CHANGE_REPLACE;
    if (gone) {
        node->anchor_state = ANCHOR_GONE;
    } else if (settler->shared) {
        node->anchor_state = ANCHOR_KEPT;
        if (replaced) {
            node->change->anchor = node->properties->anchor;
        }
    } else if (node->change) {
        node->anchor_state = replaced || node->change->kind == CHANGE_REMOVE ? ANCHOR_GONE : ANCHOR_CHANGED;
    }
}

static void change_alias(struct settler *settler, struct node *alias, struct node *value, struct text anchor)
{
    alias->change = arena_new(settler->arena, struct change);
    alias->change->kind = CHANGE_REPLACE;
    alias->change->value = value;
    alias->change->anchor = anchor;
    for (struct node *outer = alias->parent; outer && !outer->change; outer = outer->parent) {
        outer->change = arena_new(settler->arena, struct change);
        outer->change->kind = CHANGE_INSIDE;
    }
}

/* <<: *alias, or one of <<: [*alias, ...] */
static bool is_merged(const struct node *alias)
{
    const struct node *value = alias->key ? alias : alias->parent;
    return value && value->key && node_is_merge_key(value);
}

static void settle_alias(struct settler *settler, struct node *alias, bool is_key)
{
    struct node *anchored = alias->first;
    if (anchored->anchor_state == ANCHOR_KEPT || anchored->anchor_state == ANCHOR_MOVED) {
        return;
    }
    if (is_key) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, document_place(settler->document, alias->start),
                 "*%.*s is in a key here, and its anchor is overridden (inlay cannot keep them apart)",
                 TEXT_ARGS(alias->text));
        return;
    }
    struct node *copy = resolved_copy(settler->arena, settler->document, alias, settler->diagnostics);
    if (copy && is_merged(alias)) {
        /* Each merge has a copy of its own: npm's yaml forgets an anchor that is defined there. */
        change_alias(settler, alias, copy, (struct text){"", 0});
    } else if (copy) {
        change_alias(settler, alias, copy, alias->text);
        anchored->anchor_state = ANCHOR_MOVED;
    }
}

/* In the order of the document, so that an anchor is judged before its aliases are met. */
static void settle(struct settler *settler, struct node *node, bool is_key, bool gone)
{
    bool gone_here =
        gone || (node->change && (node->change->kind == CHANGE_REPLACE || node->change->kind == CHANGE_REMOVE));
    if (node->properties && node->properties->anchor.length) {
        judge_anchor(settler, node, gone);
    }
    if (node->kind == NODE_ALIAS) {
        if (!gone_here) {
            settle_alias(settler, node, is_key);
        }
        return;
    }
    for (struct node *child = node->first; child; child = child->next) {
        if (child->key) {
            settle(settler, child->key, true, gone_here || !change_keeps(child));
        }
        settle(settler, child, is_key, gone_here);
    }
}

bool settle_anchors(struct arena *arena, struct document *document, bool shared, struct diagnostics *diagnostics)
{
    struct settler settler = {.arena = arena, .document = document, .shared = shared, .diagnostics = diagnostics};
    size_t errors = diagnostics->errors;
    if (document->has_aliases) {
        settle(&settler, document->root, false, false);
    }
    return diagnostics->errors == errors;
}
