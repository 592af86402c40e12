#include "core/patch/staying.h"
#include "core/patch/overlay.h"

/* A Fenwick tree (P. M. Fenwick, 1994): counts[i] is how many stay of the i & -i elements that end with number i,
 * counted from 1. */
struct staying {
    uint32_t size;
    uint32_t counts[];
};

static void put_counts(struct staying *staying, const struct node *list)
{
    uint32_t position = 1;
    for (const struct node *child = list->first; child; child = child->next) {
        for (uint32_t width = child_width(child); width > 0; width--) {
            staying->counts[position++] = child_stays(child);
        }
    }
    for (uint32_t i = 1; i <= staying->size; i++) {
        uint32_t outer = i + (i & -i);
        if (outer <= staying->size) {
            staying->counts[outer] += staying->counts[i];
        }
    }
}

struct staying *staying_of(struct arena *arena, const struct node *list)
{
    struct staying *staying = arena_alloc(arena, sizeof *staying + ((size_t)list->count + 1) * sizeof(uint32_t));
    staying->size = list->count;
    put_counts(staying, list);
    return staying;
}

uint32_t staying_at(const struct staying *staying, uint32_t k)
{
    uint32_t position = 0;
    uint32_t step = 1;
    while (step <= staying->size / 2) {
        step *= 2;
    }
    for (; step > 0; step /= 2) {
        if (position + step <= staying->size && staying->counts[position + step] <= k) {
            position += step;
            k -= staying->counts[position];
        }
    }
    return position;
}

void staying_remove(struct staying *staying, uint32_t position)
{
    for (uint32_t i = position + 1; i <= staying->size; i += i & -i) {
        staying->counts[i]--;
    }
}
