/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/key_compare.h"
#include "core/tree/scalar.h"
#include "core/tree/value_equal.h"

enum node_kind key_kind(const struct node *key)
{
    bool as_written = key->synthetic && key->kind == NODE_AMBIGUOUS;
    return as_written ? scalar_kind(key->text) : (enum node_kind)key->kind;
}

enum key_comparison key_compare(struct arena *arena, const struct node *a, const struct node *b)
{
    const struct node first = {.kind = (uint8_t)key_kind(a), .text = a->text};
    const struct node second = {.kind = (uint8_t)key_kind(b), .text = b->text};
    if (text_equal(a->text, b->text)) {
        return first.kind == second.kind ? KEYS_SAME : KEYS_UNCLEAR;
    }
    if (first.kind == NODE_STRING || second.kind == NODE_STRING) {
        return KEYS_DIFFER;
    }
    bool numbers = node_is_number(&first) && node_is_number(&second);
    return numbers && !value_equal(arena, &first, &second) ? KEYS_DIFFER : KEYS_UNCLEAR;
}
