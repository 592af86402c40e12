/* SPDX-License-Identifier: Apache-2.0 */
/* Which columns a table has, and what they are called. */
#ifndef INLAY_TABLE_COLUMNS_H
#define INLAY_TABLE_COLUMNS_H

#include "shim/cli/table/table_model.h"

/* Makes the columns of a table whose rows are made. */
void table_columns_make(struct table *table);

/* Whether people look at the column, once the values are there: a status of 0 is what "done" says. */
bool table_columns_is_shown(const struct table *table, size_t column);

/* The column that word names: by its name, its title, or as much of a key's end as is clear. column_count: none, and it is
 * said. */
size_t table_columns_find(const struct table *table, const char *option, struct text word);

#endif
