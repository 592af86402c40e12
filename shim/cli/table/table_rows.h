/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells share a row. */
#ifndef INLAY_TABLE_ROWS_H
#define INLAY_TABLE_ROWS_H

#include "shim/cli/table/table_model.h"

/* Makes the rows, without values, in the order of their first cells. each: of every cell one. */
void table_rows_make(struct table *table, bool each);

/* The value of a key that the cells of a row share; NULL: they have none, or it repeats them. */
const struct node *table_rows_value(const struct table *table, const struct table_row *row, struct text key);

#endif
