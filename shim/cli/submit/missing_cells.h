/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells of a sweep a cluster is to run. */
#ifndef INLAY_MISSING_CELLS_H
#define INLAY_MISSING_CELLS_H

#include "shim/cli/cells/store.h"

struct missing_cells {
    const struct stored_cell **list; /* by number */
    size_t count;
};

/* Those that are new or lost, and those that --rerun names. None, and false, and said, when it names none that there is. */
bool missing_cells_find(struct store *store, const struct plan *plan, struct missing_cells *missing);

/* Puts their numbers as "0-57 60 63-99". */
void missing_cells_put(const struct missing_cells *missing, struct buffer *out);

/* Says that there are none. */
void missing_cells_say_none(const struct store *store);

#endif
