/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/key_order.h"

/* inner is within outer, and is set before it. */
struct replacement {
    const struct sweep_key *inner, *outer;
};

static bool is_within(const struct sweep_key *key, const struct sweep_key *outer)
{
    const struct text rest = text_from(key->identity, outer->identity.length);
    return text_starts(key->identity, outer->identity) &&
           (text_starts(rest, TEXT(".")) || text_starts(rest, TEXT("[")));
}

struct key_order key_order_of(const struct sweep *sweep)
{
    struct key_order order = {0};
    size_t capacity = 0;
    for (const struct sweep_key *inner = sweep->keys; inner; inner = inner->next) {
        for (const struct sweep_key *outer = inner->next; outer; outer = outer->next) {
            if (is_within(inner, outer)) {
                arena_grow(sweep->arena, order.list, order.count, &capacity);
                order.list[order.count++] = (struct replacement){inner, outer};
            }
        }
    }
    return order;
}

bool key_order_check(const struct key_order *order, const struct chosen_settings *chosen,
                     struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < order->count; i++) {
        const struct sweep_key *inner = order->list[i].inner, *outer = order->list[i].outer;
        const struct read_setting *by = chosen->own[outer->index];
        if (by && chosen->own[inner->index]) {
            diagnose(diagnostics, SEVERITY_ERROR, by->setting->value.place,
                     "\"%.*s\" replaces \"%.*s\", which is set before it (name the outer one first)",
                     TEXT_ARGS(outer->name), TEXT_ARGS(inner->name));
            return false;
        }
    }
    return true;
}
