/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/anchors.h"
#include "core/patch/pin.h"
#include "core/tree/change.h"
#include "core/tree/effective.h"
#include "core/tree/place.h"

struct settler {
    struct arena *arena;
    struct document *document;
    bool shared;
    struct kept_values *kept;
    struct diagnostics *diagnostics;
};

static void judge_anchor(struct settler *settler, struct node *node, bool gone)
{
    bool replaced = node->change && node->change->kind == CHANGE_REPLACE;
    bool removed = node->change && node->change->kind == CHANGE_REMOVE;
    if (gone || removed) {
        node->anchor_state = ANCHOR_GONE;
    } else if (settler->shared) {
        node->anchor_state = ANCHOR_KEPT;
        if (replaced) {
            node->change->anchor = node->properties->anchor;
        }
    } else if (node->change) {
        node->anchor_state = replaced ? ANCHOR_GONE : ANCHOR_CHANGED;
    }
}

static void change_alias(struct settler *settler, struct node *alias, struct node *value, struct text anchor)
{
    *change_make(settler->arena, alias) = (struct change){.kind = CHANGE_REPLACE, .value = value, .anchor = anchor};
}

/* The map whose `<<` an alias stands behind: <<: *alias, or one of <<: [*alias, ...]; NULL when it stands elsewhere. */
static struct node *heir_of(const struct node *alias)
{
    const struct node *value = alias->key ? alias : alias->parent;
    return value && value->key && node_is_merge_key(value) ? value->parent : NULL;
}

static void settle_alias(struct settler *settler, struct node *alias, bool is_key)
{
    struct node *anchored = alias->first;
    struct node *heir = heir_of(alias);
    if (anchored->anchor_state == ANCHOR_MOVED) {
        kept_add(settler->arena, settler->kept, heir ? heir : alias, NULL, anchored);
    }
    if (anchored->anchor_state == ANCHOR_KEPT || anchored->anchor_state == ANCHOR_MOVED) {
        return;
    }
    if (is_key) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, document_place(settler->document, alias->start),
                 "*%.*s is in a key here, and its anchor is overridden (inlay cannot keep them apart)",
                 TEXT_ARGS(alias->text));
        return;
    }
    if (heir && anchored->anchor_state != ANCHOR_GONE &&
        pin_old_values(settler->arena, settler->document, heir, alias, settler->kept)) {
        anchored->anchor_state = ANCHOR_HELD;
        return;
    }
    struct node *copy;
    if (!effective_copy(settler->arena, settler->document, alias, &copy, settler->diagnostics)) {
        return;
    }
    kept_add(settler->arena, settler->kept, heir ? heir : alias, NULL, anchored);
    if (heir || anchored->anchor_state == ANCHOR_HELD) {
        /* Each merge has a copy of its own: npm's yaml forgets an anchor that is defined there. And a name that is
         * defined twice is an error to PyYAML. */
        change_alias(settler, alias, copy, (struct text){"", 0});
    } else {
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
        settler->document->unshared |= node->anchor_state != ANCHOR_KEPT;
    }
    if (node->kind == NODE_ALIAS) {
        if (!gone_here) {
            settle_alias(settler, node, is_key);
        }
        return;
    }
    for (struct node *child = node->first; child; child = child->next) {
        settler->document->unshared |= node->change && child->key && node_is_merge_key(child);
        if (child->key) {
            settle(settler, child->key, true, gone_here || !change_keeps(child));
        }
        settle(settler, child, is_key, gone_here);
    }
}

bool settle_anchors(struct arena *arena, struct document *document, bool shared, struct kept_values *kept,
                    struct diagnostics *diagnostics)
{
    struct settler settler = {
        .arena = arena, .document = document, .shared = shared, .kept = kept, .diagnostics = diagnostics};
    size_t errors = diagnostics->errors;
    if (document->has_aliases) {
        settle(&settler, document->root, false, false);
    }
    return diagnostics->errors == errors;
}
