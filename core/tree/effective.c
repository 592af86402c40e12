/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/effective.h"
#include "core/patch/anchors.h"
#include "core/tree/place.h"

struct copier {
    struct arena *arena;
    const struct document *document;
    struct diagnostics *diagnostics;
    uint32_t shared; /* values made through aliases and merge keys */
    bool failed;
};

/* The lists and maps that are being copied, from the inside out. */
struct frame {
    const struct frame *outer;
    const struct node *node;
    uint32_t depth;
    bool shared; /* reached through an alias or a merge key */
};

static void give_up(struct copier *copier, const struct node *node, const char *why)
{
    if (!copier->failed) {
        diagnose(copier->diagnostics, SEVERITY_ERROR, document_place(copier->document, node->start), "%s", why);
        copier->failed = true;
    }
}

static void give_up_cycle(struct copier *copier, const struct node *alias)
{
    if (!copier->failed) {
        diagnose(copier->diagnostics, SEVERITY_ERROR, document_place(copier->document, alias->start),
                 "*%.*s is used inside its own anchor (written out it would never end)", TEXT_ARGS(alias->text));
        copier->failed = true;
    }
}

static bool is_open(const struct frame *frame, const struct node *node)
{
    while (frame && frame->node != node) {
        frame = frame->outer;
    }
    return frame != NULL;
}

static struct node *copy_value(struct copier *copier, const struct node *value, const struct frame *outer, bool shared);

static void append_pair(struct node *map, const struct node *key, struct node *value)
{
    value->key = (struct node *)key;
    node_append(map, value);
}

static void copy_pair(struct copier *copier, struct node *map, const struct node *child, const struct frame *frame)
{
    const struct node *key = child->key->kind == NODE_ALIAS ? child->key->first : child->key;
    if (!node_is_scalar(key)) {
        return;
    }
    struct node *value = copy_value(copier, child, frame, frame->shared);
    struct node *before = value ? node_find(copier->arena, map, key->text) : NULL;
    if (before) {
        node_overwrite(before, value);
    } else if (value) {
        append_pair(map, key, value);
    }
}

/* What a `<<` brings: source is its value, or an element of it. */
static void copy_merged(struct copier *copier, struct node *map, const struct node *source, const struct frame *frame)
{
    struct node *merged = copy_value(copier, source, frame, true);
    if (!merged || merged->kind != NODE_MAP) {
        return;
    }
    for (struct node *child = merged->first, *next; child; child = next) {
        next = child->next;
        if (!node_find(copier->arena, (struct node *)frame->node, child->key->text) &&
            !node_find(copier->arena, map, child->key->text)) {
            append_pair(map, child->key, child);
        }
    }
}

static void copy_merge_key(struct copier *copier, struct node *map, const struct node *merge, const struct frame *frame)
{
    const struct node *source = merge->kind == NODE_ALIAS ? merge->first : merge;
    if (source->kind != NODE_LIST) {
        copy_merged(copier, map, merge, frame);
        return;
    }
    for (const struct node *element = source->first; element && !copier->failed; element = element->next) {
        copy_merged(copier, map, element, frame);
    }
}

static void copy_children(struct copier *copier, struct node *copy, const struct frame *frame)
{
    for (const struct node *child = frame->node->first; child && !copier->failed; child = child->next) {
        if (copy->kind == NODE_LIST) {
            struct node *element = copy_value(copier, child, frame, frame->shared);
            if (element) {
                node_append(copy, element);
            }
        } else if (copier->document->format == FORMAT_YAML && node_is_merge_key(child)) {
            copy_merge_key(copier, copy, child, frame);
        } else {
            copy_pair(copier, copy, child, frame);
        }
    }
}

/* shared: reached through an alias or a merge key. NULL when the copier failed. */
static struct node *copy_value(struct copier *copier, const struct node *value, const struct frame *outer, bool shared)
{
    struct frame frame = {outer, value, outer ? outer->depth + 1 : 0, shared};
    if (value->kind == NODE_ALIAS) {
        frame.node = value->first;
        frame.shared = true;
        if (is_open(outer, value->first)) {
            give_up_cycle(copier, value);
        }
    }
    copier->shared += frame.shared;
    if (copier->shared > EFFECTIVE_SHARED_MAX || frame.depth > DOCUMENT_DEPTH_MAX) {
        give_up(copier, value, "its aliases written out make the file too large or too deep");
    }
    if (copier->failed) {
        return NULL;
    }
    struct node *copy = arena_new(copier->arena, struct node);
    *copy = *frame.node;
    copy->parent = copy->key = copy->next = copy->first = copy->last = NULL;
    copy->index = NULL;
    copy->count = 0;
    copy_children(copier, copy, &frame);
    return copy;
}

struct node *effective_root(struct arena *arena, const struct document *document, struct diagnostics *diagnostics)
{
    struct copier copier = {.arena = arena, .document = document, .diagnostics = diagnostics};
    struct node *root = document->root ? copy_value(&copier, document->root, NULL, false) : NULL;
    return copier.failed ? NULL : root;
}
