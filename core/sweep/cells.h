/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of a sweep: one for each combination of values. */
#ifndef INLAY_CELLS_H
#define INLAY_CELLS_H

#include "core/sweep/cell.h"

struct sweep_cells {
    struct sweep_cell *list;
    size_t count;
    size_t equal;    /* left out, since an earlier one has equal values (1e-3 and 0.001) */
    size_t excluded; /* left out by exclusions */
};

/* Makes the cells, in order: of a grid's axes the last varies fastest. False with errors in diagnostics, also where there are
 * more than limit. An exclusion that leaves nothing out is noted there. */
bool sweep_cells_make(struct sweep *sweep, size_t limit, struct sweep_cells *cells, struct diagnostics *diagnostics);

#endif
