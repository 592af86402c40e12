/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/override_value.h"
#include "core/base/utf8.h"
#include "core/tree/number.h"
#include "core/tree/own_tag.h"
#include "core/tree/place.h"
#include "core/tree/scalar.h"
#include "core/tree/typed_key.h"

/* A shell takes the outer ones. */
#define TWICE "for a string, quote it twice: '\"text\"'"

struct settler {
    struct arena *arena;
    const struct document *document; /* NULL: an assignment's value */
    struct place place;
    bool keeps_tags; /* of a program's own */
    struct diagnostics *diagnostics;
};

static struct place place_of(const struct settler *settler, const struct node *node)
{
    return settler->document ? document_place(settler->document, node->head) : settler->place;
}

static void refuse(struct settler *settler, const struct node *node, const char *problem)
{
    diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, node), "%s", problem);
}

/* Aliases are followed, so what this lets pass is finite however they nest. */
static const char *size_refusal(const struct node *node, unsigned depth, size_t *count)
{
    if (node->kind == NODE_ALIAS) {
        return size_refusal(node->first, depth, count);
    }
    if (depth > DOCUMENT_DEPTH_MAX) {
        return "values nest too deeply, aliases written out (make them flatter, or take the aliases out)";
    }
    if (++*count > VALUE_COUNT_MAX) {
        return "more than 1000000 values, aliases written out (take the aliases out)";
    }
    const char *problem = NULL;
    for (const struct node *child = node->first; child && !problem; child = child->next) {
        problem = size_refusal(child, depth + 1, count);
    }
    return problem;
}

/* The alias keeps its own place in its parent and in the source. */
static void resolve_alias(struct node *alias)
{
    const struct node *anchored = alias->first;
    alias->kind = anchored->kind;
    alias->style = anchored->style;
    alias->text = anchored->text;
    alias->count = anchored->count;
    alias->first = anchored->first;
    alias->last = anchored->last;
    alias->properties = anchored->properties; /* settled: no more than a tag */
}

static bool tag_fits(struct text tag, struct node *node)
{
    struct text core = node_core_tag(tag);
    if (!node_is_scalar(node)) {
        return text_equal(tag, TEXT("!")) || text_equal(core, node->kind == NODE_MAP ? TEXT("map") : TEXT("seq"));
    }
    enum node_kind kind = NODE_STRING;
    bool fits = text_equal(tag, TEXT("!")) || scalar_tagged_kind(core, node->text, &kind);
    node->kind = fits ? kind : node->kind;
    return fits;
}

static void settle_properties(struct settler *settler, struct node *node, bool is_key)
{
    const struct text tag = node->properties->tag, own = node_own_tag(node);
    const bool anchor = node_has_anchor(node);
    const bool kept = settler->keeps_tags && !is_key;
    node_set_own_tag(settler->arena, node, kept ? own : TEXT(""));
    if (anchor && !settler->document) {
        refuse(settler, node, "an anchor cannot stand in an assignment's value (" TWICE ")");
        return;
    }
    const char *problem = kept ? own_tag_refusal(own) : NULL;
    if (problem) {
        refuse(settler, node, problem);
        return;
    }
    if (tag.length == 0 || (kept && own.length > 0) || tag_fits(tag, node)) {
        return;
    }
    struct text core = node_core_tag(tag);
    diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, node),
             "%s%.*s does not fit this value (only !!str, !!int, !!float, !!bool and !!null are read here)",
             core.length ? "!!" : "", TEXT_ARGS(core.length ? core : tag));
}

static void settle_scalar(struct settler *settler, const struct node *node)
{
    if (node->kind == NODE_FLOAT && number_overflows(number_of(settler->arena, node))) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, node),
                 "%.*s is beyond the range of a double (readers disagree on what it is)", TEXT_ARGS(node->text));
    }
    /* Readers keep half of a surrogate pair as three bytes that are not UTF-8, and refuse whatever else is not. */
    if (node->kind == NODE_STRING && !utf8_is_valid(node->text)) {
        refuse(settler, node, "the string holds half of a surrogate pair (write both halves, \\ud800 to \\udfff)");
    }
}

static bool settle_key(struct settler *settler, struct node *key)
{
    if (key->kind == NODE_ALIAS && !settler->document) {
        refuse(settler, key, "an alias cannot stand in an assignment's value (" TWICE ")");
        return false;
    }
    if (key->kind == NODE_ALIAS) {
        resolve_alias(key);
    }
    if (!node_is_scalar(key)) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, key), "a key cannot be %s (%s)",
                 node_describe(key), settler->document ? "only a scalar can" : TWICE);
        return false;
    }
    if (key->properties) {
        settle_properties(settler, key, true);
    }
    if (key->style == STYLE_PLAIN && text_equal(key->text, TEXT("<<"))) {
        refuse(settler, key, "merge keys are not read in overrides (write out what << would bring in)");
        return false;
    }
    if (!utf8_is_valid(key->text)) {
        refuse(settler, key, "the key holds half of a surrogate pair (write both halves, \\ud800 to \\udfff)");
    }
    return true;
}

static void refuse_duplicate(struct settler *settler, const struct node *key, const struct node *first)
{
    if (key->kind != first->kind && !text_equal(key->text, first->text)) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, key),
                 "the keys \"%.*s\" and \"%.*s\" are one key to some readers (leave one out)", TEXT_ARGS(first->text),
                 TEXT_ARGS(key->text));
        return;
    }
    if (!settler->document) {
        diagnose(settler->diagnostics, SEVERITY_ERROR, settler->place,
                 "the key \"%.*s\" stands twice in the value (leave one out)", TEXT_ARGS(key->text));
        return;
    }
    struct place before = place_of(settler, first);
    diagnose(settler->diagnostics, SEVERITY_ERROR, place_of(settler, key),
             "the key \"%.*s\" stands twice, first at %s:%u:%u (leave one out)", TEXT_ARGS(key->text), before.source,
             before.line, before.column);
}

/* Takes out what has a key that cannot be read. */
static void settle_keys(struct settler *settler, struct node *map)
{
    struct node **link = &map->first;
    map->last = NULL;
    map->count = 0;
    while (*link) {
        if (settle_key(settler, (*link)->key)) {
            map->last = *link;
            map->count++;
            link = &(*link)->next;
        } else {
            *link = (*link)->next;
        }
    }
    for (struct node *child = map->first; child; child = child->next) {
        const struct node *first = node_find(settler->arena, map, child->key->text);
        const struct node *same = first == child ? typed_key_same(settler->arena, map, child->key) : first->key;
        if (same && same->start < child->key->start) {
            refuse_duplicate(settler, child->key, same);
        }
    }
}

static void settle(struct settler *settler, struct node *node)
{
    if (node->kind == NODE_ALIAS) {
        /* What it names stands before it, and was settled there. */
        resolve_alias(node);
        if (!settler->document) {
            refuse(settler, node, "an alias cannot stand in an assignment's value (" TWICE ")");
        }
        return;
    }
    if (node->properties) {
        settle_properties(settler, node, false);
    }
    if (node->kind == NODE_MAP) {
        settle_keys(settler, node);
    }
    for (struct node *child = node->first; child; child = child->next) {
        settle(settler, child);
    }
    settle_scalar(settler, node);
}

static bool settle_tree(struct settler *settler, struct node *root)
{
    size_t count = 0;
    const char *problem = size_refusal(root, 0, &count);
    if (problem) {
        refuse(settler, root, problem);
        return false;
    }
    settle(settler, root);
    return true;
}

bool value_settle(struct arena *arena, struct node *root, const struct document *document, struct place place,
                  struct diagnostics *diagnostics)
{
    struct settler settler = {.arena = arena, .document = document, .place = place, .diagnostics = diagnostics};
    return settle_tree(&settler, root);
}

bool value_settle_tagged(struct arena *arena, struct node *root, const struct document *document, struct place place,
                         struct diagnostics *diagnostics)
{
    struct settler settler = {
        .arena = arena, .document = document, .place = place, .keeps_tags = true, .diagnostics = diagnostics};
    return settle_tree(&settler, root);
}
