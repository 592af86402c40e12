/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a grid before any cell is made of it. */
#ifndef INLAY_GRID_CHECK_H
#define INLAY_GRID_CHECK_H

#include "core/sweep/sweep.h"

/* Whether each key is set once, and what is drawn is so by its number. False with errors in diagnostics. */
bool grid_check(const struct sweep *sweep, const struct sweep_grid *grid, struct diagnostics *diagnostics);

/* How many combinations, or draws, the axes have. False: more than can be counted. */
bool grid_combinations(const struct sweep_grid *grid, size_t *count);

#endif
