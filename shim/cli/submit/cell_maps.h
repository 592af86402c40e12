/* SPDX-License-Identifier: Apache-2.0 */
/* The documents of cells in ConfigMaps, by the index that a Job's pod has: a pod mounts the one that is its own. */
#ifndef INLAY_CELL_MAPS_H
#define INLAY_CELL_MAPS_H

#include "shim/cli/submit/missing_cells.h"

struct cell_maps {
    struct arena *arena;
    struct node *maps; /* a list of objects without a name yet */
};

/* False, and said, when a document is too long for a ConfigMap. */
bool cell_maps_make(struct cell_maps *maps, const struct store *store, const struct plan *plan,
                    const struct missing_cells *missing);

/* Names them all after name, NAME-0, NAME-1, …; the sources of a projected volume that has them all. */
struct node *cell_maps_named(const struct cell_maps *maps, const char *name);

#endif
