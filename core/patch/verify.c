/* SPDX-License-Identifier: Apache-2.0 */
/* No tree is made of the result. Its values are compared, as they are read, with the expected ones; a walk over the
 * original and its changes gives those in the same order. A summary of the original is compared as a whole: in YAML by
 * the digest of its values, in JSON by its bytes, which mean the same wherever a value may stand. */
#include "core/patch/verify.h"
#include "core/read/digest.h"
#include "core/read/read.h"
#include "core/tree/change.h"
#include "core/tree/scalar.h"

/* A list or map whose children are expected. */
struct expected {
    struct change_children children; /* those after `child` */
    const struct node *child;        /* the next one; NULL: none is left */
    bool key_met;                    /* child's key has been met, its value comes next */
};

/* The value that an anchor's name stands for at this point of the result. */
struct binding {
    struct binding *next;
    struct text name;
    const struct node *value; /* of the original, wherever the anchor is now */
};
#define BINDING_BUCKETS 64

/* A summary that the values of the result are being compared with. */
struct holding {
    const struct node *summary; /* NULL: none */
    uint32_t left;              /* keys and values still to come */
    size_t depth;               /* open collections inside the one that is coming */
    uint64_t digest;            /* of those that came */
    uint64_t one;               /* of the one that is coming */
};

struct verifier {
    struct document_sink sink; /* first: the reader hands it back */
    struct arena *arena;
    const struct document *original;
    struct holding holding;
    struct expected *levels;
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
    if (expected->synthetic) {
        return none;
    }
    if (expected->change && expected->change->kind == CHANGE_REPLACE) {
        return expected->change->anchor;
    }
    return expected->anchor_state == ANCHOR_MOVED ? none : anchor_of(expected);
}

/* Children are compared as they come. */
static bool is_synthetic_value(struct verifier *verifier, const struct node *value, const struct node *result)
{
    if (!text_equal(tag_of(result), tag_of(value))) {
        return false;
    }
    if (value->kind == NODE_LIST || value->kind == NODE_MAP) {
        return value->kind == result->kind;
    }
    if (value->kind == NODE_AMBIGUOUS) {
        return node_is_scalar(result) && result->style == STYLE_PLAIN && text_equal(value->text, result->text);
    }
    return node_is_scalar(result) && scalar_equal(verifier->arena, value, result);
}

static bool is_original(struct verifier *verifier, const struct node *original, const struct node *result)
{
    bool same_style = original->style == result->style || change_empties(original); /* a block map ends as {} */
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
    arena_grow(verifier->arena, verifier->levels, verifier->depth, &verifier->capacity);
    struct expected *level = &verifier->levels[verifier->depth++];
    *level = (struct expected){.children = change_children(collection)};
    level->child = change_next(&level->children);
}

/* The value, key or summary expected here; NULL when a collection must end instead. */
static const struct node *peek(struct verifier *verifier)
{
    if (verifier->depth == 0) {
        return verifier->original->root;
    }
    const struct expected *level = &verifier->levels[verifier->depth - 1];
    const struct node *child = level->child;
    bool key = child && child->key && !level->key_met && !node_is_joint_summary(child);
    return key ? child->key : child;
}

/* Moves past what peek() gave. */
static void take(struct verifier *verifier, const struct node *expected)
{
    if (!expected->synthetic) {
        verifier->nearest = expected;
    }
    if (verifier->depth == 0) {
        return;
    }
    struct expected *level = &verifier->levels[verifier->depth - 1];
    level->key_met = expected != level->child;
    if (!level->key_met) {
        level->child = change_next(&level->children);
    }
}

/* One of the summary's keys and values is complete. After the last one the digests are compared. */
static bool hold_end(struct verifier *verifier)
{
    struct holding *holding = &verifier->holding;
    bool first = holding->left == holding->summary->count;
    holding->digest = first ? holding->one : digest_join(holding->digest, holding->one);
    holding->one = DIGEST_START;
    if (--holding->left > 0) {
        return true;
    }
    bool same = holding->digest == holding->summary->digest;
    holding->summary = NULL;
    verifier->sink.kinds_ignored = false;
    return same;
}

/* Whether the values so far can be the summary's: those hold no anchor and no alias. */
static bool hold_value(struct verifier *verifier, const struct node *result)
{
    struct holding *holding = &verifier->holding;
    if (result->kind == NODE_ALIAS || anchor_of(result).length > 0) {
        return false;
    }
    digest_enter(&holding->one, result);
    holding->depth += !node_is_scalar(result);
    return holding->depth > 0 || hold_end(verifier);
}

/* False when the collection around the summary ends before all of its values came. */
static bool hold_leave(struct verifier *verifier)
{
    struct holding *holding = &verifier->holding;
    if (holding->depth == 0) {
        return false;
    }
    digest_leave(&holding->one);
    holding->depth--;
    return holding->depth > 0 || hold_end(verifier);
}

/* Begins with the first of the values that summary stands for. Nothing inside a summary can have changed. */
static bool hold(struct verifier *verifier, const struct node *summary, const struct node *result)
{
    verifier->holding = (struct holding){.summary = summary, .left = summary->count, .one = DIGEST_START};
    verifier->sink.kinds_ignored = true;
    return !summary->change && verifier->original->format == FORMAT_YAML && hold_value(verifier, result);
}

static bool enter(struct document_sink *sink, const struct node *result)
{
    struct verifier *verifier = (struct verifier *)sink;
    if (verifier->holding.summary) {
        return hold_value(verifier, result);
    }
    const struct node *expected = peek(verifier);
    if (!expected) {
        return false;
    }
    take(verifier, expected);
    const struct node *value = change_result(expected);
    if (value->summary) {
        return hold(verifier, value, result);
    }
    struct text anchor = anchor_of(result);
    bool same = value->synthetic ? is_synthetic_value(verifier, value, result) : is_original(verifier, value, result);
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
    if (verifier->holding.summary) {
        return hold_leave(verifier);
    }
    struct expected *level = &verifier->levels[verifier->depth - 1];
    if (level->child || level->key_met) {
        return false;
    }
    verifier->depth--;
    return true;
}

/* The bytes of a summary; of a joint one from its first key on. */
static struct text bytes_of(const struct document *original, const struct node *summary)
{
    uint32_t start = node_is_joint_summary(summary) ? summary->key->head : summary->head;
    return text_part(original->source, start, summary->end);
}

/* That bytes mean the same wherever a value may stand is so in JSON: what a token is depends on nothing before it, and
 * the bytes of a summary were read as whole keys and values. Only a number or a word at their end could go on in what
 * follows them; but there the reader takes nothing but a comma or a closing bracket. */
static size_t known(struct document_sink *sink, struct text rest)
{
    struct verifier *verifier = (struct verifier *)sink;
    const struct node *expected = peek(verifier);
    if (!expected || !expected->summary || expected->change) {
        return 0;
    }
    struct text bytes = bytes_of(verifier->original, expected);
    if (!text_starts(rest, bytes)) {
        return 0;
    }
    take(verifier, expected);
    return bytes.length;
}

const struct node *verify(struct arena *arena, const struct document *original, struct text result, uint32_t which)
{
    struct verifier *verifier = arena_new(arena, struct verifier);
    struct document document;
    struct diagnostics unheard = {.arena = arena};
    verifier->sink = (struct document_sink){.enter = enter, .leave = leave, .known = known};
    verifier->arena = arena;
    verifier->original = original;
    verifier->nearest = original->root;
    bool read = document_read_values(arena, original->name, result, original->format, which, &verifier->sink, &document,
                                     &unheard);
    uint32_t documents = original->documents ? original->documents : 1; /* an empty file becomes one document */
    return read && document.documents == documents ? NULL : verifier->nearest;
}
