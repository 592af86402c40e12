/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/verify_values.h"
#include "core/patch/overlay.h"
#include "core/patch/secret.h"
#include "core/read/read.h"
#include "core/tree/change.h"
#include "core/tree/effective.h"
#include "core/tree/scalar.h"

static bool same(struct arena *arena, const struct node *slot, struct node *actual, const struct node **culprit);

static bool same_scalar(struct arena *arena, const struct node *expected, const struct node *actual)
{
    return node_is_scalar(actual) && scalar_equal(arena, expected, actual) &&
           text_equal(effective_tag(expected), effective_tag(actual));
}

static bool same_child(struct arena *arena, const struct node *child, struct node *actual, const struct node **culprit)
{
    struct node *found = node_find(arena, actual, child->key->text);
    *culprit = child->synthetic ? *culprit : child;
    return found && same_scalar(arena, child->key, found->key) && same(arena, child, found, culprit);
}

static bool same_children(struct arena *arena, const struct node *first, struct node *actual, uint32_t *index,
                          const struct node **culprit)
{
    for (const struct node *child = first; child; child = child->next) {
        if (!change_keeps(child)) {
            continue;
        }
        struct node *element = child->key ? NULL : node_element(arena, actual, *index);
        if (child->key ? !same_child(arena, child, actual, culprit)
                       : !element || !same(arena, child, element, culprit)) {
            return false;
        }
        (*index)++;
    }
    return true;
}

/* slot is of the expected tree, with its changes. */
static bool same(struct arena *arena, const struct node *slot, struct node *actual, const struct node **culprit)
{
    const struct node *expected = change_result(slot);
    const struct change *change = expected->synthetic ? NULL : expected->change;
    uint32_t met = 0;
    *culprit = slot->synthetic ? *culprit : slot;
    if (node_is_scalar(expected)) {
        return same_scalar(arena, expected, actual);
    }
    return expected->kind == actual->kind && text_equal(effective_tag(expected), effective_tag(actual)) &&
           same_children(arena, expected->first, actual, &met, culprit) &&
           (!change || !change->added || same_children(arena, change->added->first, actual, &met, culprit)) &&
           met == actual->count;
}

const struct node *verify_values(struct arena *arena, const struct overrides *overrides,
                                 const struct override_file *file, uint32_t which, const struct document *original,
                                 struct text result, bool in_order)
{
    struct diagnostics unheard = {.arena = arena};
    struct secrets_applied secrets = {.found = false};
    struct document expected = *original, actual;
    const struct node *culprit = original->root;
    expected.has_aliases = false;
    bool (*resolve)(struct arena *, const struct document *, struct node **, struct diagnostics *) =
        in_order ? effective_root_in_order : effective_root;
    if (!resolve(arena, original, &expected.root, &unheard)) {
        return NULL;
    }
    bool right = overlay_document(arena, overrides, file, which, &expected, NULL, &unheard) &&
                 secrets_apply(arena, overrides, file, which, &expected, &secrets, &unheard) &&
                 document_read(arena, original->name, result, original->format, which, &actual, &unheard) &&
                 resolve(arena, &actual, &actual.root, &unheard) && actual.root &&
                 same(arena, expected.root, actual.root, &culprit);
    return right ? NULL : culprit;
}
