/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/live_elements.h"
#include "core/tree/change.h"

/* A Fenwick tree (P. M. Fenwick, 1994): counts[i] is how many stay of the i & -i elements that end with number i,
 * counted from 1. */
struct live_elements {
    uint32_t size;
    uint32_t counts[];
};

static void put_counts(struct live_elements *live, const struct node *list)
{
    uint32_t position = 1;
    for (const struct node *child = list->first; child; child = child->next) {
        for (uint32_t width = node_width(child); width > 0; width--) {
            live->counts[position++] = change_keeps(child);
        }
    }
    for (uint32_t i = 1; i <= live->size; i++) {
        uint32_t outer = i + (i & -i);
        if (outer <= live->size) {
            live->counts[outer] += live->counts[i];
        }
    }
}

struct live_elements *live_elements_of(struct arena *arena, const struct node *list)
{
    struct live_elements *live = arena_alloc(arena, sizeof *live + ((size_t)list->count + 1) * sizeof(uint32_t));
    live->size = list->count;
    put_counts(live, list);
    return live;
}

uint32_t live_elements_at(const struct live_elements *live, uint32_t k)
{
    uint32_t position = 0;
    uint32_t step = 1;
    while (step <= live->size / 2) {
        step *= 2;
    }
    for (; step > 0; step /= 2) {
        if (position + step <= live->size && live->counts[position + step] <= k) {
            position += step;
            k -= live->counts[position];
        }
    }
    return position;
}

void live_elements_remove(struct live_elements *live, uint32_t position)
{
    for (uint32_t i = position + 1; i <= live->size; i += i & -i) {
        live->counts[i]--;
    }
}
