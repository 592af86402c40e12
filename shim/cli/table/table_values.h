/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in each field of a table. */
#ifndef INLAY_TABLE_VALUES_H
#define INLAY_TABLE_VALUES_H

#include "shim/cli/table/table_model.h"

/* Fills in the values of a table whose rows and columns are made. */
void table_values_make(struct table *table);

/* How many of a row's cells are in a state. */
size_t table_values_count(const struct table_row *row, enum cell_state state);

#endif
