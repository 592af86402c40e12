/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/sweep/sweep_labels.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

static int compare_digests(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The stored cells' digests, sorted, each a pointer into its cell. */
static const char **sorted_digests(struct arena *arena, const struct store *store)
{
    const char **digests = arena_array(arena, const char *, store->count + 1);
    for (size_t i = 0; i < store->count; i++) {
        digests[i] = store->cells[i].digest;
    }
    qsort(digests, store->count, sizeof *digests, compare_digests);
    return digests;
}

static const struct stored_cell *cell_of(const char *digest)
{
    return (const struct stored_cell *)(digest - offsetof(struct stored_cell, digest));
}

struct label {
    uint32_t number;
    size_t index;
};

static int compare_labels(const void *a, const void *b)
{
    const uint32_t one = ((const struct label *)a)->number, other = ((const struct label *)b)->number;
    return (one > other) - (one < other);
}

void sweep_labels_make(struct arena *arena, const struct store *store, const struct plan *plan,
                       struct sweep_labels *labels)
{
    const size_t count = plan->cells.count;
    struct label *list = arena_array(arena, struct label, count);
    const char **digests = sorted_digests(arena, store);
    *labels = (struct sweep_labels){
        .indexes = arena_array(arena, size_t, count), .numbers = arena_array(arena, uint32_t, count), .count = count};
    for (size_t i = 0; i < count; i++) {
        const char *digest = plan->list[i].digest;
        const char **known = bsearch(&digest, digests, store->count, sizeof *digests, compare_digests);
        list[i].index = i;
        list[i].number = known ? cell_of(*known)->number : (uint32_t)(store->count + labels->new_count++);
    }
    qsort(list, count, sizeof *list, compare_labels);
    for (size_t i = 0; i < count; i++) {
        labels->indexes[i] = list[i].index;
        labels->numbers[i] = list[i].number;
    }
}

static bool has_ended(struct store *store, uint32_t number)
{
    const enum cell_state state = store_record(store, number).state;
    return state == CELL_DONE || state == CELL_FAILED || state == CELL_TIMED_OUT;
}

void sweep_labels_keep_open(struct store *store, const bool *chosen, struct sweep_labels *labels)
{
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++) {
        const uint32_t number = labels->numbers[i];
        if (number >= store->count || (chosen && chosen[number]) || !has_ended(store, number)) {
            labels->indexes[kept] = labels->indexes[i];
            labels->numbers[kept++] = number;
        }
    }
    labels->count = kept;
}

size_t sweep_labels_find(const struct sweep_labels *labels, uint32_t number)
{
    size_t i = 0;
    while (i < labels->count && labels->numbers[i] != number) {
        i++;
    }
    return i;
}
