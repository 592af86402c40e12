/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a sweep: one for each combination of values. */
#ifndef INLAY_CELLS_H
#define INLAY_CELLS_H

#include "core/sweep/cell_value.h"

struct sweep_cell {
    const struct sweep_setting *settings; /* in the order of the sweep's keys; each value's same_as is NULL */
    size_t count;
    const struct sweep_key *repeat; /* its value only repeats the cell (--repeat); NULL: none does */
};

struct sweep_cells {
    struct sweep_cell *list;
    size_t count;
    size_t equal;    /* left out, since an earlier one has equal values (1e-3 and 0.001) */
    size_t excluded; /* left out by exclusions */
};

/* Makes the cells, in order: of a grid's axes the last varies fastest. False with errors in diagnostics, also where there are
 * more than limit. */
bool sweep_cells_make(struct sweep *sweep, size_t limit, struct sweep_cells *cells, struct diagnostics *diagnostics);

/* Adds what the cell sets to overrides, as assignments would. False with errors in diagnostics. */
bool sweep_cell_apply(struct overrides *overrides, const struct sweep_cell *cell, const struct cell_names *names,
                      struct diagnostics *diagnostics);

/* What people see of a cell: "trainer.lr=0.001, seed=3", keys without their file where that is clear. */
struct text sweep_cell_text(struct arena *arena, const struct sweep *sweep, const struct sweep_cell *cell);

#endif
