/* The result is not made into a tree: its values are compared as they are read with those that are expected, which a
 * walk over the original and its changes gives in the same order. */
#include "core/verify.h"
#include "core/anchors.h"
#include "core/scalar.h"

#include <string.h>

/* A list or map whose children are expected. */
struct level {
    const struct node *child; /* the next one */
    const struct node *later; /* those that follow when child's run out: the added ones, or the original's */
    bool key_met;             /* child's key has been met, its value comes next */
};

/* Which value an anchor's name stands for by now. */
struct binding {
    struct binding *next;
    struct text name;
    const struct node *value; /* of the original, wherever the anchor is now */
};
#define BINDING_BUCKETS 64

struct verifier {
    struct document_sink sink; /* first: the reader hands it back */
    struct arena *arena;
    const struct node *root; /* the original's */
    bool root_met;
    struct level *levels;
    size_t depth;
    size_t capacity;
    const struct node *nearest; /* the last value of the original that was expected */
    struct binding *bindings[BINDING_BUCKETS];
};

static struct text anchor_of(const struct node *node)
{
    return node->properties ? node->properties->anchor : (struct text){"", 0};
}

static struct text tag_of(const struct node *node)
{
    return node->properties ? node->properties->tag : (struct text){"", 0};
}

static bool is_removed(const struct node *node)
{
    return !node->laid && !child_stays(node);
}

static bool is_emptied(const struct node *node)
{
    const struct change *change = node->change;
    return change && change->kind == CHANGE_INSIDE && node->count > 0 && change->removed == node->count;
}

/* What shall stand in the place of an expected value: a laid one, or the value itself. */
static const struct node *effective(const struct node *expected)
{
    bool replaced = !expected->laid && expected->change && expected->change->kind == CHANGE_REPLACE;
    return replaced ? expected->change->value : expected;
}

static struct binding **find_bucket(struct verifier *verifier, struct text name)
{
    return &verifier->bindings[text_hash(name) % BINDING_BUCKETS];
}

static void bind(struct verifier *verifier, struct text name, const struct node *expected)
{
    struct binding **bucket = find_bucket(verifier, name);
    struct binding *binding = arena_new(verifier->arena, struct binding);
    *binding = (struct binding){*bucket, name, expected->kind == NODE_ALIAS ? expected->first : expected};
    *bucket = binding;
}

static const struct node *bound(struct verifier *verifier, struct text name)
{
    const struct binding *binding = *find_bucket(verifier, name);
    while (binding && !text_equal(binding->name, name)) {
        binding = binding->next;
    }
    return binding ? binding->value : NULL;
}

static struct text expected_anchor(const struct node *expected)
{
    struct text none = {"", 0};
    if (expected->laid) {
        return none;
    }
    if (expected->change && expected->change->kind == CHANGE_REPLACE) {
        return expected->change->anchor;
    }
    return expected->fate == ANCHOR_MOVED ? none : anchor_of(expected);
}

/* Children are compared as they come. */
static bool is_laid_value(struct verifier *verifier, const struct node *value, const struct node *result)
{
    if (tag_of(result).length > 0) {
        return false;
    }
    if (value->kind == NODE_LIST || value->kind == NODE_MAP) {
        return value->kind == result->kind;
    }
    if (value->kind == NODE_WORD) {
        return node_is_scalar(result) && result->style == STYLE_PLAIN && text_equal(value->text, result->text);
    }
    return node_is_scalar(result) && scalar_equal(verifier->arena, value, result);
}

static bool is_original(struct verifier *verifier, const struct node *original, const struct node *result)
{
    bool same_style = original->style == result->style || is_emptied(original); /* a block map ends as {} */
    if (original->kind != result->kind || !same_style || !text_equal(tag_of(original), tag_of(result))) {
        return false;
    }
    if (original->kind == NODE_ALIAS) {
        return text_equal(original->text, result->text) && bound(verifier, result->text) == original->first;
    }
    return !node_is_scalar(original) || text_equal(original->text, result->text);
}

static void push(struct verifier *verifier, const struct node *collection)
{
    if (verifier->depth == verifier->capacity) {
        size_t capacity = verifier->capacity ? 2 * verifier->capacity : 32;
        struct level *levels = arena_array(verifier->arena, struct level, capacity);
        if (verifier->depth) {
            memcpy(levels, verifier->levels, verifier->depth * sizeof *levels);
        }
        verifier->levels = levels;
        verifier->capacity = capacity;
    }
    const struct change *change = collection->laid ? NULL : collection->change;
    const struct node *added = change && change->added ? change->added->first : NULL;
    bool added_first = change && change->added_first;
    verifier->levels[verifier->depth++] =
        added_first ? (struct level){added, collection->first, false} : (struct level){collection->first, added, false};
}

/* Goes past removed children to the next expected one; NULL at the end. */
static const struct node *settle(struct level *level)
{
    while (level->child && is_removed(level->child)) {
        level->child = level->child->next;
    }
    if (!level->child && level->later) {
        level->child = level->later;
        level->later = NULL;
        return settle(level);
    }
    return level->child;
}

/* The value that must come next; NULL when a collection must end instead. */
static const struct node *next_expected(struct verifier *verifier)
{
    if (verifier->depth == 0) {
        return verifier->root_met ? NULL : verifier->root;
    }
    struct level *level = &verifier->levels[verifier->depth - 1];
    const struct node *child = settle(level);
    if (child && child->key && !level->key_met) {
        level->key_met = true;
        return child->key;
    }
    if (child) {
        level->key_met = false;
        level->child = child->next;
    }
    return child;
}

static bool enter(struct document_sink *sink, const struct node *result)
{
    struct verifier *verifier = (struct verifier *)sink;
    const struct node *expected = next_expected(verifier);
    if (!expected) {
        return false;
    }
    verifier->root_met = true;
    if (!expected->laid) {
        verifier->nearest = expected;
    }
    const struct node *value = effective(expected);
    struct text anchor = anchor_of(result);
    bool same = value->laid ? is_laid_value(verifier, value, result) : is_original(verifier, value, result);
    if (!same || !text_equal(expected_anchor(expected), anchor)) {
        return false;
    }
    if (anchor.length > 0) {
        bind(verifier, anchor, expected);
    }
    if (result->kind == NODE_LIST || result->kind == NODE_MAP) {
        push(verifier, value);
    }
    return true;
}

static bool leave(struct document_sink *sink)
{
    struct verifier *verifier = (struct verifier *)sink;
    struct level *level = &verifier->levels[verifier->depth - 1];
    if (settle(level) || level->key_met) {
        return false;
    }
    verifier->depth--;
    return true;
}

const struct node *verify(struct arena *arena, const struct document *original, struct text result, uint32_t which)
{
    struct verifier *verifier = arena_new(arena, struct verifier);
    struct document document;
    struct diagnostics unheard = {.arena = arena};
    verifier->sink = (struct document_sink){enter, leave};
    verifier->arena = arena;
    verifier->root = verifier->nearest = original->root;
    bool read =
        document_scan(arena, original->name, result, original->format, which, &verifier->sink, &document, &unheard);
    uint32_t documents = original->documents ? original->documents : 1; /* an empty file becomes one document */
    return read && verifier->root_met && document.documents == documents ? NULL : verifier->nearest;
}
