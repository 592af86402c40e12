/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/submit/missing_cells.h"
#include "shim/cli/base/say.h"

#include "core/base/number_list.h"

static bool is_missing(struct store *store, const struct stored_cell *cell, bool is_chosen)
{
    if (cell->dropped) {
        return false;
    }
    const struct cell_record record = store_record(store, cell->number);
    return record.state == CELL_NEW || record.state == CELL_LOST || (is_chosen && record.state != CELL_RUNNING);
}

bool missing_cells_find(struct store *store, const struct plan *plan, struct missing_cells *missing)
{
    const char *rerun = plan->options->sweeping.rerun;
    bool *chosen = arena_array(store->arena, bool, store->count);
    *missing = (struct missing_cells){.list = arena_array(store->arena, const struct stored_cell *, store->count)};
    if (rerun && !store_choose(store, "--rerun", rerun, NULL, chosen)) {
        return false;
    }
    for (size_t i = 0; i < store->count; i++) {
        if (is_missing(store, &store->cells[i], chosen[i])) {
            missing->list[missing->count++] = &store->cells[i];
        }
    }
    return true;
}

void missing_cells_put(const struct missing_cells *missing, struct buffer *out)
{
    struct number_list list = {.out = out, .separator = " "};
    for (size_t i = 0; i < missing->count; i++) {
        number_list_add(&list, missing->list[i]->number);
    }
    number_list_end(&list);
}

void missing_cells_say_none(const struct store *store)
{
    say("%s: no cell is missing (--rerun failed,timeout,3,7-9 submits some again)", store->dir);
}
