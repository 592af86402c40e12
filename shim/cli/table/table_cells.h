/* SPDX-License-Identifier: Apache-2.0 */
/* What the cells of a sweep left behind: their records, and their metrics. */
#ifndef INLAY_TABLE_CELLS_H
#define INLAY_TABLE_CELLS_H

#include "shim/cli/cells/store.h"
#include "shim/cli/table/metric_value.h"

struct table_cell {
    const struct stored_cell *stored;
    struct cell_record record;
    struct metric_value *metrics; /* in the order of the metrics */
};

struct table_cells {
    struct store *store;
    struct metric *metrics;
    size_t metric_count;
    struct table_cell *list; /* by number; without dropped ones that never ran */
    size_t count;
};

/* Reads the metrics that specs name. False, and said, when one cannot be read. */
bool table_cells_read_metrics(struct table_cells *cells, const struct words *specs);
void table_cells_release(struct table_cells *cells);

/* Reads the cells' files as they are now. */
void table_cells_read(struct table_cells *cells);

/* Says for each metric why cells that have ended have none, once for each reason. */
void table_cells_say_missing(const struct table_cells *cells);

#endif
