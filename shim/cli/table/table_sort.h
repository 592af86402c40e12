/* SPDX-License-Identifier: Apache-2.0 */
/* The order of a table's rows. */
#ifndef INLAY_TABLE_SORT_H
#define INLAY_TABLE_SORT_H

#include "shim/cli/table/table_model.h"

/* Sorts by what --sort says: COLUMN, -COLUMN or COLUMN:desc. Numbers are compared as such, exactly, where all are some; what has
 * no value comes last, nan and inf before it. False, and said, when there is no such column. NULL: rows stay. */
bool table_sort(struct table *table, const char *sort);

#endif
