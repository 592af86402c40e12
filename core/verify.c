#include "core/verify.h"
#include "core/anchors.h"
#include "core/scalar.h"

/* Anchored values that were compared already, so that aliases of aliases cost no more than what they stand for. */
struct pair {
    struct pair *next;
    const struct node *original, *result;
};
#define PAIR_BUCKETS 64

struct verifier {
    struct arena *arena;
    const struct node *culprit;
    struct pair *pairs[PAIR_BUCKETS];
};

static bool differ(struct verifier *verifier, const struct node *original)
{
    if (!verifier->culprit) {
        verifier->culprit = original;
    }
    return false;
}

static struct text anchor_of(const struct node *node)
{
    return node->properties ? node->properties->anchor : (struct text){"", 0};
}

static struct text tag_of(const struct node *node)
{
    return node->properties ? node->properties->tag : (struct text){"", 0};
}

/* A laid value against what was read in its place. */
static bool is_value(struct arena *arena, const struct node *value, const struct node *result)
{
    if (value->kind == NODE_WORD) {
        return node_is_scalar(result) && result->style == STYLE_PLAIN && text_equal(value->text, result->text);
    }
    if (value->kind != NODE_LIST && value->kind != NODE_MAP) {
        return tag_of(result).length == 0 && scalar_equal(arena, value, result);
    }
    if (value->kind != result->kind || value->count != result->count || tag_of(result).length) {
        return false;
    }
    const struct node *child = value->first;
    for (const struct node *other = result->first; other; other = other->next, child = child->next) {
        if (child->key && !(node_is_scalar(other->key) && text_equal(child->key->text, other->key->text))) {
            return false;
        }
        if (anchor_of(other).length || !is_value(arena, child, other)) {
            return false;
        }
    }
    return true;
}

static bool is_same(struct verifier *verifier, const struct node *original, const struct node *result);
static bool is_patched(struct verifier *verifier, const struct node *original, const struct node *result);

static bool is_compared(struct verifier *verifier, const struct node *original, const struct node *result)
{
    struct pair **bucket = &verifier->pairs[((uintptr_t)original >> 4) % PAIR_BUCKETS];
    for (const struct pair *pair = *bucket; pair; pair = pair->next) {
        if (pair->original == original && pair->result == result) {
            return true;
        }
    }
    struct pair *pair = arena_new(verifier->arena, struct pair);
    *pair = (struct pair){*bucket, original, result};
    *bucket = pair;
    return false;
}

/* An alias must stand for the value that it stood for, whatever became of that one at its own path. */
static bool is_same_alias(struct verifier *verifier, const struct node *original, const struct node *result)
{
    if (!text_equal(original->text, result->text)) {
        return differ(verifier, original);
    }
    const struct node *anchored = original->first;
    bool kept = anchored->fate == ANCHOR_KEPT && anchored->change;
    if (kept || is_compared(verifier, anchored, result->first)) {
        return true; /* kept with a change inside: it is shared, as --shared allows */
    }
    return anchored->fate == ANCHOR_MOVED || is_same(verifier, anchored, result->first);
}

/* Two values as they were read, overrides left aside. */
static bool is_same(struct verifier *verifier, const struct node *original, const struct node *result)
{
    if (original->kind != result->kind || original->style != result->style || original->count != result->count ||
        !text_equal(tag_of(original), tag_of(result))) {
        return differ(verifier, original);
    }
    if (original->kind == NODE_ALIAS) {
        return is_same_alias(verifier, original, result);
    }
    if (!text_equal(original->text, result->text)) {
        return differ(verifier, original);
    }
    const struct node *child = original->first;
    for (const struct node *other = result->first; other; other = other->next, child = child->next) {
        if ((child->key && !is_same(verifier, child->key, other->key)) || !is_same(verifier, child, other)) {
            return false;
        }
    }
    return true;
}

static bool are_added(struct verifier *verifier, const struct node *added, const struct node **result)
{
    for (const struct node *child = added->first; child; child = child->next) {
        const struct node *other = *result;
        bool key =
            !other || !child->key || (node_is_scalar(other->key) && text_equal(child->key->text, other->key->text));
        if (!other || !key || anchor_of(other).length || !is_value(verifier->arena, child, other)) {
            return false;
        }
        *result = other->next;
    }
    return true;
}

static bool is_patched_inside(struct verifier *verifier, const struct node *original, const struct node *result)
{
    const struct change *change = original->change;
    const struct node *other = result->first;
    if (original->kind != result->kind || !text_equal(tag_of(original), tag_of(result))) {
        return differ(verifier, original);
    }
    if (change->added && change->added_first && !are_added(verifier, change->added, &other)) {
        return differ(verifier, original);
    }
    for (const struct node *child = original->first; child; child = child->next) {
        if (!child_stays(child)) {
            continue;
        }
        if (!other || (child->key && !is_patched(verifier, child->key, other->key)) ||
            !is_patched(verifier, child, other)) {
            return differ(verifier, child);
        }
        other = other->next;
    }
    if (change->added && !change->added_first && !are_added(verifier, change->added, &other)) {
        return differ(verifier, original);
    }
    return !other || differ(verifier, original);
}

static bool is_patched(struct verifier *verifier, const struct node *original, const struct node *result)
{
    const struct change *change = original->change;
    if (change && change->kind == CHANGE_REPLACE) {
        bool same = text_equal(change->anchor, anchor_of(result)) && is_value(verifier->arena, change->value, result);
        return same || differ(verifier, original);
    }
    struct text anchor = original->fate == ANCHOR_MOVED ? (struct text){"", 0} : anchor_of(original);
    if (!text_equal(anchor, anchor_of(result))) {
        return differ(verifier, original);
    }
    if (change) {
        return is_patched_inside(verifier, original, result);
    }
    if (original->kind != NODE_LIST && original->kind != NODE_MAP) {
        return is_same(verifier, original, result);
    }
    if (original->kind != result->kind || original->style != result->style || original->count != result->count ||
        !text_equal(tag_of(original), tag_of(result))) {
        return differ(verifier, original);
    }
    const struct node *child = original->first;
    for (const struct node *other = result->first; other; other = other->next, child = child->next) {
        if ((child->key && !is_patched(verifier, child->key, other->key)) || !is_patched(verifier, child, other)) {
            return differ(verifier, child);
        }
    }
    return true;
}

const struct node *verify(struct arena *arena, const struct document *original, const struct document *result)
{
    struct verifier *verifier = arena_new(arena, struct verifier);
    verifier->arena = arena;
    uint32_t documents = original->documents ? original->documents : 1; /* an empty file becomes one document */
    bool same = result->root && result->documents == documents ? is_patched(verifier, original->root, result->root)
                                                               : differ(verifier, original->root);
    return same ? NULL : verifier->culprit;
}
