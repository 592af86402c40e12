/* SPDX-License-Identifier: Apache-2.0 */
/* The names of cells' directories: a number, or what a template makes of number and values (--name '{cell}-{lr}'). Names are
 * of letters, digits, `.`, `_`, `+` and `-`, and no longer than CELL_NAME_MAX. */
#ifndef INLAY_CELL_NAME_H
#define INLAY_CELL_NAME_H

#include "shim/cli/plan/plan.h"

#define CELL_NAME_MAX 100

/* Whether --name makes a name of its own for each cell of the plan. False, and said, when it does not. */
bool cell_names_are_right(const struct plan *plan);

/* Whether a file of the sweep's is called so, or is while it is written. A cell's directory never is. */
bool cell_name_is_taken(struct text name);

#endif
