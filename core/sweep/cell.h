/* SPDX-License-Identifier: Apache-2.0 */
/* One cell of a sweep: what it sets. */
#ifndef INLAY_CELL_H
#define INLAY_CELL_H

#include "core/sweep/cell_value.h"

struct sweep_cell {
    const struct sweep_setting *settings; /* in the order of the sweep's keys; each value's same_as is NULL */
    size_t count;
    const struct sweep_key *repeat; /* its value only repeats the cell (--repeat); NULL: none does */
};

/* Adds what the cell sets to overrides, as assignments would. False with errors in diagnostics. */
bool sweep_cell_apply(struct overrides *overrides, const struct sweep_cell *cell, const struct cell_names *names,
                      struct diagnostics *diagnostics);

/* What people see of a cell: "trainer.lr=0.001, seed=3", keys without their file where that is clear. */
struct text sweep_cell_text(struct arena *arena, const struct sweep *sweep, const struct sweep_cell *cell);

#endif
