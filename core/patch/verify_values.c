/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/verify_values.h"
#include "core/patch/align.h"
#include "core/patch/overlay.h"
#include "core/patch/secret.h"
#include "core/read/read.h"
#include "core/tree/change.h"
#include "core/tree/effective.h"
#include "core/tree/key_compare.h"
#include "core/tree/lexeme.h"
#include "core/tree/scalar.h"
#include "core/tree/value_equal.h"

static bool same(struct arena *arena, const struct node *slot, struct node *actual, const struct node **culprit);

/* However they are spelt: a number that stood there may have stayed, or been written as the override says it. */
static bool same_number(struct arena *arena, const struct node *a, const struct node *b)
{
    const struct text minus = TEXT("-");
    return node_is_number(a) && a->kind == b->kind && text_starts(a->text, minus) == text_starts(b->text, minus) &&
           lexeme_is_agreed(arena, a->kind, a->text) && lexeme_is_agreed(arena, b->kind, b->text) &&
           value_equal(arena, a, b);
}

static bool same_scalar(struct arena *arena, const struct node *expected, const struct node *actual)
{
    return node_is_scalar(actual) && (scalar_equal(arena, expected, actual) || same_number(arena, expected, actual)) &&
           text_equal(effective_tag(expected), effective_tag(actual));
}

/* A key that the file has been given anew is as it is written. */
static bool same_key(struct arena *arena, const struct node *expected, const struct node *actual)
{
    struct node key = *expected;
    key.kind = (uint8_t)key_kind(expected);
    return same_scalar(arena, &key, actual);
}

static bool same_child(struct arena *arena, const struct node *child, struct node *actual, const struct node **culprit)
{
    struct node *found = node_find(arena, actual, child->key->text);
    if (!found && child->key->text.length == 0) {
        found = node_find(arena, actual, TEXT("null")); /* so is an empty key written in a copy */
    }
    *culprit = child->synthetic ? *culprit : child;
    return found && same_key(arena, child->key, found->key) && same(arena, child, found, culprit);
}

static bool same_children(struct arena *arena, const struct node *expected, struct node *actual,
                          const struct node **culprit)
{
    struct change_children children = change_children(expected);
    uint32_t met = 0;
    for (const struct node *child; (child = change_next(&children)); met++) {
        struct node *element = child->key ? NULL : node_element(arena, actual, met);
        if (child->key ? !same_child(arena, child, actual, culprit)
                       : !element || !same(arena, child, element, culprit)) {
            return false;
        }
    }
    return met == actual->count;
}

/* slot is of the expected tree, with its changes. */
static bool same(struct arena *arena, const struct node *slot, struct node *actual, const struct node **culprit)
{
    const struct node *expected = change_result(slot);
    *culprit = slot->synthetic ? *culprit : slot;
    if (node_is_scalar(expected)) {
        return same_scalar(arena, expected, actual);
    }
    return expected->kind == actual->kind && text_equal(effective_tag(expected), effective_tag(actual)) &&
           same_children(arena, expected, actual, culprit);
}

/* Compares as one kind of reader has it. */
static const struct node *verify_reading(struct arena *arena, const struct overrides *overrides,
                                         const struct override_file *file, uint32_t which,
                                         const struct document *original, const struct document *result, bool in_order)
{
    struct diagnostics unheard = {.arena = arena};
    struct secrets_applied secrets = {.found = false};
    struct document expected = *original;
    struct node *actual;
    const struct node *culprit = original->root;
    bool (*resolve)(struct arena *, const struct document *, struct node **, struct diagnostics *) =
        in_order ? effective_root_in_order : effective_root;
    expected.has_aliases = false;
    if (!resolve(arena, original, &expected.root, &unheard)) {
        return NULL;
    }
    if (!overlay_document(arena, overrides, file, which, &expected, NULL, &unheard) ||
        !secrets_apply(arena, overrides, file, which, &expected, &secrets, &unheard)) {
        return culprit;
    }
    align_document(arena, file, &expected, false, &unheard); /* keys keep the types that they have in the file */
    bool right = resolve(arena, result, &actual, &unheard) && same(arena, expected.root, actual, &culprit);
    return right ? NULL : culprit;
}

const struct node *verify_values(struct arena *arena, const struct overrides *overrides,
                                 const struct override_file *file, uint32_t which, const struct document *original,
                                 struct text result, bool *in_order)
{
    struct diagnostics unheard = {.arena = arena};
    struct document read;
    *in_order = false;
    if (!document_read(arena, original->name, result, original->format, which, &read, &unheard) || !read.root) {
        return original->root;
    }
    const struct node *culprit = verify_reading(arena, overrides, file, which, original, &read, false);
    if (!culprit && (effective_order_matters(original->root) || effective_order_matters(read.root))) {
        culprit = verify_reading(arena, overrides, file, which, original, &read, true);
        *in_order = culprit != NULL;
    }
    return culprit;
}
