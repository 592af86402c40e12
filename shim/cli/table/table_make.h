/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the table that options ask for. */
#ifndef INLAY_TABLE_MAKE_H
#define INLAY_TABLE_MAKE_H

#include "shim/cli/table/table_model.h"

/* Reads all cells. What is missing is said, and is no error. False, and said, when a metric or the column to sort by is wrong.
 * table_release() gives back what it holds, in any case. */
bool table_make(struct table *table, struct store *store, const struct sweeping *sweeping);
void table_release(struct table *table);

#endif
