/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/effective.h"
#include "core/tree/own_tag.h"
#include "core/base/buffer.h"
#include "core/tree/key_compare.h"
#include "core/tree/node_path.h"
#include "core/tree/place.h"
#include "core/tree/scalar.h"

struct resolver {
    struct arena *arena;
    const struct document *document;
    struct diagnostics *diagnostics; /* NULL: the caller reports a failure */
    const struct node *shared_value; /* effective_copy(): what is copied, to synthetic nodes; else NULL */
    uint32_t left;                   /* values that may still be met through aliases and merge keys */
    uint32_t comparisons;            /* of keys that are no strings */
    bool in_order;                   /* effective_root_in_order() */
    bool failed;
};

/* The lists and maps that are being gone through, from the inside out. */
struct frame {
    const struct frame *outer;
    const struct node *node;
    uint32_t depth;
    bool shared; /* reached through an alias or a merge key */
};

/* A map whose merge keys are followed. */
struct heir {
    const struct heir *outer; /* the map that merges this one */
    const struct node *map;
    struct node *copy; /* gets every key that is inherited; NULL: `key` is looked up */
    struct text key;
    const struct node *respelt; /* NULL, or the key of which another spelling is looked up instead */
    const struct node *found;
    bool disputed; /* two `<<` of one map may bring the key */
};

static const struct node *target(const struct node *node)
{
    return node->kind == NODE_ALIAS ? node->first : node;
}

static void refuse(struct resolver *resolver, const struct node *node, const char *why)
{
    if (resolver->failed) {
        return;
    }
    resolver->failed = true;
    if (!resolver->diagnostics) {
        return;
    }
    struct place place = document_place(resolver->document, node->start);
    if (resolver->shared_value) {
        diagnose(resolver->diagnostics, SEVERITY_ERROR, place,
                 "%.*s shares this value by an anchor and cannot have one of its own: %s (--shared changes both)",
                 TEXT_ARGS(node_path(resolver->arena, resolver->shared_value)), why);
    } else {
        diagnose(resolver->diagnostics, SEVERITY_ERROR, place, "%s", why);
    }
}

static void refuse_cycle(struct resolver *resolver, const struct node *alias)
{
    struct buffer why = {.arena = resolver->arena};
    buffer_format(&why, "*%.*s is used inside its own anchor, without end", TEXT_ARGS(alias->text));
    refuse(resolver, alias, buffer_string(&why));
}

static bool is_open(const struct frame *frame, const struct node *node)
{
    while (frame && frame->node != node) {
        frame = frame->outer;
    }
    return frame != NULL;
}

static bool spend(struct resolver *resolver, const struct node *node, uint32_t depth, bool shared)
{
    if (depth > DOCUMENT_DEPTH_MAX || (shared && resolver->left == 0)) {
        refuse(resolver, target(node), "its aliases written out are too many or nest too deeply");
    }
    if (resolver->failed) {
        return false;
    }
    resolver->left -= shared;
    return true;
}

/* Fills frame for value, which is in outer. False when the resolver failed. */
static bool enter(struct resolver *resolver, struct frame *frame, const struct node *value, const struct frame *outer,
                  bool shared)
{
    bool alias = value->kind == NODE_ALIAS;
    *frame = (struct frame){outer, target(value), outer ? outer->depth + 1 : 0, shared || alias};
    if (alias && is_open(outer, frame->node)) {
        refuse_cycle(resolver, value);
    }
    return spend(resolver, value, frame->depth, frame->shared);
}

static bool spelling_says(const struct node *node, struct text tag_name)
{
    switch (node->kind) {
    case NODE_MAP:
        return text_equal(tag_name, TEXT("map"));
    case NODE_LIST:
        return text_equal(tag_name, TEXT("seq"));
    case NODE_STRING:
        return text_equal(tag_name, TEXT("str"));
    default:
        return tag_name.length > 0 &&
               (node->kind == NODE_NULL || scalar_kind(node->text) == (enum node_kind)node->kind);
    }
}

struct text effective_tag(const struct node *value)
{
    struct text tag = value->properties ? value->properties->tag : TEXT("");
    return spelling_says(value, node_core_tag(tag)) ? TEXT("") : tag;
}

/* As it is written: 1e-4 is a string to some readers, and must stay one for them. */
static bool is_spelt_as_written(const struct node *node)
{
    bool made_string = node->kind == NODE_STRING && node->properties && node->properties->tag.length > 0;
    return node->style == STYLE_PLAIN && !made_string && scalar_is_plain_in_flow(node->text);
}

/* Directives may say what a tag means. */
static bool may_keep_tag(const struct resolver *resolver, struct text tag)
{
    return tag.length > 0 && !own_tag_refusal(tag) && !text_starts(resolver->document->source, TEXT("%"));
}

/* What node is when it is written anew; NULL when that cannot be done. */
static struct node *new_synthetic(struct resolver *resolver, const struct node *node, bool is_key)
{
    const struct text tag = node_own_tag(node);
    if (effective_tag(node).length > 0 && (is_key || !may_keep_tag(resolver, tag))) {
        refuse(resolver, node, "it has a tag");
        return NULL;
    }
    struct node *copy = arena_new(resolver->arena, struct node);
    copy->synthetic = true;
    copy->kind = node->kind;
    node_set_own_tag(resolver->arena, copy, tag);
    if (tag.length > 0) {
        copy->style = node->style == STYLE_BLOCK ? STYLE_FLOW : node->style;
        copy->text = node->text;
        return copy;
    }
    if (is_spelt_as_written(node) && (is_key || node->kind != NODE_NULL)) {
        copy->kind = NODE_AMBIGUOUS;
    }
    copy->style = node->style == STYLE_BLOCK ? STYLE_BLOCK : STYLE_FLOW;
    copy->text = node->text;
    return copy;
}

/* Of two `<<` in one map the first one wins to some readers, and the last one to others. */
static bool merges_twice(struct resolver *resolver, const struct node *map)
{
    uint32_t merges = 0;
    struct node *merge = map->kind == NODE_MAP ? node_find(resolver->arena, (struct node *)map, TEXT("<<")) : NULL;
    for (; merge; merge = node_find_next(merge)) {
        merges += node_is_merge_key(merge);
    }
    return merges > 1;
}

/* Without children. */
static struct node *new_copy(struct resolver *resolver, const struct node *node)
{
    if (!resolver->shared_value) {
        struct node *copy = arena_new(resolver->arena, struct node);
        *copy = *node;
        copy->parent = copy->key = copy->next = copy->first = copy->last = NULL;
        copy->change = NULL;
        copy->index = NULL;
        copy->count = 0;
        return copy;
    }
    if (merges_twice(resolver, node)) {
        refuse(resolver, node, "it has << twice, and readers disagree which counts");
    }
    return new_synthetic(resolver, node, false);
}

static struct node *new_key(struct resolver *resolver, const struct node *key)
{
    return resolver->shared_value ? new_synthetic(resolver, key, true) : (struct node *)key;
}

static struct node *copy_value(struct resolver *resolver, const struct node *value, const struct frame *outer,
                               bool shared);

/* The value of a map's key; NULL when it has none. Of two keys that look alike, a string and another type, a copy could
 * keep only one. */
static struct node *find_key(struct resolver *resolver, const struct node *map, const struct node *key)
{
    bool is_string = key_kind(key) == NODE_STRING;
    struct node *first = node_find(resolver->arena, (struct node *)map, key->text);
    for (struct node *found = first; found && resolver->shared_value; found = node_find_next(found)) {
        if ((key_kind(found->key) == NODE_STRING) != is_string) {
            refuse(resolver, key, "it has a key as a string and as another type");
        }
    }
    return first;
}

/* The value of the key in other words alone: 16 and 0x10, ~ and null; NULL when a map has none. */
static struct node *find_key_respelt(struct resolver *resolver, const struct node *map, const struct node *key)
{
    const enum node_kind kind = key_kind(key);
    const struct node typed = {.kind = (uint8_t)kind, .text = key->text};
    if (kind == NODE_STRING || kind == NODE_AMBIGUOUS) {
        return NULL;
    }
    for (struct node *child = map->first; child; child = child->next) {
        const struct node *other = target(child->key);
        const struct node respelt = {.kind = (uint8_t)key_kind(other), .text = other->text};
        if (resolver->comparisons++ > EFFECTIVE_COMPARISONS_MAX) {
            if (resolver->shared_value) {
                refuse(resolver, key, "it has too many keys that are no strings");
            }
            return NULL;
        }
        if (scalar_equal(resolver->arena, &typed, &respelt) && !text_equal(typed.text, respelt.text)) {
            return child;
        }
    }
    return NULL;
}

static void copy_pair(struct resolver *resolver, struct node *map, const struct node *child, const struct frame *frame)
{
    const struct node *key = target(child->key);
    if (!node_is_scalar(key)) {
        if (resolver->shared_value) {
            refuse(resolver, key, "it has a key that is a collection");
        }
        return;
    }
    struct node *value = copy_value(resolver, child, frame, frame->shared);
    struct node *before = value ? find_key(resolver, map, key) : NULL;
    if (value && !before && resolver->in_order) {
        before = find_key_respelt(resolver, map, key);
    }
    if (before) {
        node_overwrite(before, value);
        before->key = resolver->in_order ? (struct node *)key : before->key;
    } else if (value && (value->key = new_key(resolver, key))) {
        node_append(map, value);
    }
}

/* Whether a key that a merge brings gives way: to the heir's own, an earlier merge's, or those of what merges the
 * heir. */
static bool is_taken(struct resolver *resolver, const struct heir *heir, const struct node *key)
{
    bool taken = false;
    for (; heir && !taken && node_is_scalar(key); heir = heir->outer) {
        taken = find_key(resolver, heir->map, key) || find_key(resolver, heir->copy, key) ||
                find_key_respelt(resolver, heir->map, key) || find_key_respelt(resolver, heir->copy, key);
    }
    return taken;
}

static void inherit(struct resolver *resolver, struct heir *heir, const struct node *source, const struct frame *outer);

/* Copies what a merged map has and neither the heir nor an earlier merge. Of duplicate keys the last counts. */
static void copy_inherited(struct resolver *resolver, struct heir *heir, const struct frame *frame)
{
    struct node brought = {.kind = NODE_MAP};
    struct heir inner = {.outer = heir, .map = frame->node, .copy = &brought};
    for (const struct node *child = frame->node->first; child && !resolver->failed; child = child->next) {
        if (node_is_merge_key(child)) {
            inherit(resolver, &inner, child, frame);
        } else if (is_taken(resolver, heir, target(child->key))) {
            spend(resolver, child, frame->depth, true);
        } else {
            copy_pair(resolver, &brought, child, frame);
        }
    }
    for (struct node *child = brought.first, *next; child; child = next) {
        next = child->next;
        node_append(heir->copy, child);
    }
}

static void look_up_merged(struct resolver *resolver, struct heir *heir, const struct frame *frame)
{
    struct node *merge = node_find(resolver->arena, (struct node *)frame->node, TEXT("<<"));
    heir->disputed |= merges_twice(resolver, frame->node);
    for (; merge; merge = node_find_next(merge)) {
        if (node_is_merge_key(merge)) {
            inherit(resolver, heir, merge, frame);
        }
    }
}

static void look_up(struct resolver *resolver, struct heir *heir, const struct frame *frame)
{
    const struct node *found = heir->respelt ? NULL : node_find(resolver->arena, (struct node *)frame->node, heir->key);
    for (; found; found = node_find_next(found)) {
        heir->found = found;
    }
    if (heir->respelt) {
        heir->found = find_key_respelt(resolver, frame->node, heir->respelt);
    }
    if (!heir->found) {
        look_up_merged(resolver, heir, frame);
    }
}

/* What a `<<` brings: source is its value, or an element of it. */
static void inherit(struct resolver *resolver, struct heir *heir, const struct node *source, const struct frame *outer)
{
    struct frame frame;
    if (!heir->copy && is_open(outer, target(source))) {
        return; /* a look-up has been there */
    }
    if (heir->found || !enter(resolver, &frame, source, outer, true)) {
        return;
    }
    if (frame.node->kind == NODE_LIST) {
        for (const struct node *element = frame.node->first; element; element = element->next) {
            inherit(resolver, heir, element, &frame);
        }
    } else if (frame.node->kind == NODE_MAP) {
        if (heir->copy) {
            copy_inherited(resolver, heir, &frame);
        } else {
            look_up(resolver, heir, &frame);
        }
    }
}

static void copy_children(struct resolver *resolver, struct node *copy, const struct frame *frame);

/* Puts what a merged map has into copy, whatever stands there. */
static void merge_over(struct resolver *resolver, struct node *copy, const struct frame *frame)
{
    struct node *merged = new_copy(resolver, frame->node);
    copy_children(resolver, merged, frame);
    for (struct node *child = merged->first, *next; child; child = next) {
        next = child->next;
        struct node *before = find_key(resolver, copy, child->key);
        before = before ? before : find_key_respelt(resolver, copy, child->key);
        if (before) {
            node_overwrite(before, child);
            before->key = child->key;
        } else {
            node_append(copy, child);
        }
    }
}

/* What a `<<` brings to readers to whom the last one wins. Of the maps of a list the first one does. */
static void merge_in_order(struct resolver *resolver, struct node *copy, const struct node *source,
                           const struct frame *outer)
{
    struct frame frame;
    if (!enter(resolver, &frame, source, outer, true)) {
        return;
    }
    if (frame.node->kind == NODE_MAP) {
        merge_over(resolver, copy, &frame);
    }
    for (uint32_t i = frame.node->kind == NODE_LIST ? frame.node->count : 0; i > 0 && !resolver->failed; i--) {
        merge_in_order(resolver, copy, node_element(resolver->arena, (struct node *)frame.node, i - 1), &frame);
    }
}

static void copy_children(struct resolver *resolver, struct node *copy, const struct frame *frame)
{
    struct heir heir = {.map = frame->node, .copy = copy};
    for (const struct node *child = frame->node->first; child && !resolver->failed; child = child->next) {
        if (copy->kind == NODE_LIST) {
            struct node *element = copy_value(resolver, child, frame, frame->shared);
            if (element) {
                element->head = target(child)->head;
                node_append(copy, element);
            }
        } else if (resolver->document->format != FORMAT_YAML || !node_is_merge_key(child)) {
            copy_pair(resolver, copy, child, frame);
        } else if (resolver->in_order) {
            merge_in_order(resolver, copy, child, frame);
        } else {
            inherit(resolver, &heir, child, frame);
        }
    }
}

/* shared: reached through an alias or a merge key. NULL when the resolver failed. */
static struct node *copy_value(struct resolver *resolver, const struct node *value, const struct frame *outer,
                               bool shared)
{
    struct frame frame;
    if (!enter(resolver, &frame, value, outer, shared)) {
        return NULL;
    }
    struct node *copy = new_copy(resolver, frame.node);
    if (copy) {
        copy_children(resolver, copy, &frame);
    }
    return copy;
}

static bool resolve_root(struct resolver *resolver, struct node **root)
{
    const struct node *original = resolver->document->root;
    resolver->left = EFFECTIVE_SHARED_MAX;
    *root = original ? copy_value(resolver, original, NULL, false) : NULL;
    return !resolver->failed;
}

bool effective_root(struct arena *arena, const struct document *document, struct node **root,
                    struct diagnostics *diagnostics)
{
    struct resolver resolver = {.arena = arena, .document = document, .diagnostics = diagnostics};
    return resolve_root(&resolver, root);
}

bool effective_root_in_order(struct arena *arena, const struct document *document, struct node **root,
                             struct diagnostics *diagnostics)
{
    struct resolver resolver = {.arena = arena, .document = document, .diagnostics = diagnostics, .in_order = true};
    return resolve_root(&resolver, root);
}

bool effective_order_matters(const struct node *root)
{
    bool matters = false;
    for (const struct node *child = root->kind == NODE_ALIAS ? NULL : root->first; child && !matters;
         child = child->next) {
        bool merges = child->key && child != root->first && node_is_merge_key(child);
        matters = merges || effective_order_matters(child);
    }
    return matters;
}

bool effective_copy(struct arena *arena, const struct document *document, const struct node *value, struct node **copy,
                    struct diagnostics *diagnostics)
{
    struct resolver resolver = {.arena = arena,
                                .document = document,
                                .diagnostics = diagnostics,
                                .shared_value = value,
                                .left = EFFECTIVE_COPY_MAX};
    *copy = copy_value(&resolver, value, NULL, true);
    return !resolver.failed;
}

bool effective_copy_key(struct arena *arena, const struct document *document, const struct node *value,
                        struct node **copy, struct diagnostics *diagnostics)
{
    struct resolver resolver = {
        .arena = arena, .document = document, .diagnostics = diagnostics, .shared_value = value};
    *copy = new_key(&resolver, target(value->key));
    return !resolver.failed;
}

enum outcome effective_inherited(struct arena *arena, const struct document *document, const struct node *map,
                                 struct text key, const struct node **inherited, bool *disputed,
                                 struct diagnostics *diagnostics)
{
    *disputed = false;
    if (map->synthetic || !document->has_aliases || document->format != FORMAT_YAML) {
        return OUTCOME_NONE;
    }
    struct resolver resolver = {.arena = arena, .document = document, .left = EFFECTIVE_MERGES_MAX};
    const struct frame frame = {.node = map, .shared = true};
    struct heir heir = {.map = map, .key = key};
    look_up_merged(&resolver, &heir, &frame);
    *inherited = heir.found;
    *disputed = heir.disputed;
    if (heir.found) {
        return OUTCOME_FOUND;
    }
    if (!resolver.failed) {
        return OUTCOME_NONE;
    }
    diagnose(diagnostics, SEVERITY_ERROR, document_place(document, map->start),
             "too many merge keys lead from here for inlay to follow");
    return OUTCOME_REFUSED;
}

const struct node *effective_respelt(struct arena *arena, const struct document *document, const struct node *map,
                                     const struct node *key)
{
    if (key_kind(key) == NODE_STRING || map->synthetic || !document->has_aliases || document->format != FORMAT_YAML) {
        return NULL;
    }
    struct resolver resolver = {.arena = arena, .document = document, .left = EFFECTIVE_MERGES_MAX};
    const struct frame frame = {.node = map, .shared = true};
    struct heir heir = {.map = map, .respelt = key};
    look_up(&resolver, &heir, &frame);
    return heir.found;
}

bool effective_overtaken(struct arena *arena, const struct document *document, const struct node *value)
{
    struct diagnostics unheard = {.arena = arena};
    const struct node *inherited;
    bool disputed;
    if (!value->key || !document->has_aliases) {
        return false;
    }
    const struct node *merge = node_find(arena, value->parent, TEXT("<<"));
    while (merge && (!node_is_merge_key(merge) || merge->start < value->start)) {
        merge = node_find_next(merge);
    }
    return merge && effective_inherited(arena, document, value->parent, value->key->text, &inherited, &disputed,
                                        &unheard) == OUTCOME_FOUND;
}
