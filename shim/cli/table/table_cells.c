/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_cells.h"
#include "shim/cli/base/say.h"
#include "shim/cli/table/cell_metric.h"

#include <time.h>

static bool is_known(const struct table_cells *cells, struct text spec)
{
    for (size_t i = 0; i < cells->metric_count; i++) {
        if (text_equal(cells->metrics[i].spec, spec)) {
            return true;
        }
    }
    return false;
}

bool table_cells_read_metrics(struct table_cells *cells, const struct words *specs)
{
    struct arena *arena = cells->store->arena;
    bool are_right = true;
    cells->metrics = arena_array(arena, struct metric, specs->count);
    for (size_t i = 0; i < specs->count; i++) {
        const struct text spec = text_of(specs->list[i]);
        if (is_known(cells, spec)) {
            continue;
        }
        const char *problem = metric_read(arena, spec, &cells->metrics[cells->metric_count]);
        if (problem) {
            say("--metric %s: %s", specs->list[i], problem);
            are_right = false;
        } else {
            cells->metric_count++;
        }
    }
    return are_right;
}

void table_cells_release(struct table_cells *cells)
{
    for (size_t i = 0; i < cells->metric_count; i++) {
        metric_release(&cells->metrics[i]);
    }
    cells->metric_count = 0;
}

/* Of a cell that runs: as long as it has run. Another host's clock may be another. */
static void count_seconds(struct cell_record *record)
{
    struct timespec now;
    if (record->state != CELL_RUNNING || record->started <= 0 || clock_gettime(CLOCK_REALTIME, &now) != 0) {
        return;
    }
    const double seconds = (double)now.tv_sec + (double)now.tv_nsec / 1e9 - record->started;
    record->seconds = seconds >= 0 ? seconds : -1;
}

static void read_metrics(const struct table_cells *cells, struct table_cell *cell)
{
    struct arena *arena = cells->store->arena;
    cell->metrics = arena_array(arena, struct metric_value, cells->metric_count);
    for (size_t i = 0; i < cells->metric_count; i++) {
        const bool has_ended = cell->record.state == CELL_DONE;
        cell->metrics[i] = cell->record.state == CELL_NEW
                               ? (struct metric_value){.state = METRIC_NO_FILE}
                               : cell_metric_read(cells->store, cell->stored->number, &cells->metrics[i], has_ended);
    }
}

void table_cells_read(struct table_cells *cells)
{
    struct store *store = cells->store;
    cells->list = arena_array(store->arena, struct table_cell, store->count);
    for (size_t i = 0; i < store->count; i++) {
        struct table_cell *cell = &cells->list[cells->count];
        cell->stored = &store->cells[i];
        cell->record = store_record(store, store->cells[i].number);
        if (cell->stored->dropped && cell->record.state == CELL_NEW) {
            continue;
        }
        count_seconds(&cell->record);
        read_metrics(cells, cell);
        cells->count++;
    }
}
