/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_make.h"
#include "shim/cli/table/table_columns.h"
#include "shim/cli/table/table_rows.h"
#include "shim/cli/table/table_sort.h"
#include "shim/cli/table/table_values.h"

bool table_make(struct table *table, struct store *store, const struct sweeping *sweeping)
{
    *table = (struct table){.arena = store->arena, .cells = {.store = store}};
    if (!table_cells_read_metrics(&table->cells, &sweeping->metrics)) {
        return false;
    }
    table_cells_read(&table->cells);
    table_rows_make(table, sweeping->each);
    table_columns_make(table);
    table_values_make(table);
    if (!table_sort(table, sweeping->sort)) {
        return false;
    }
    table_cells_say_missing(&table->cells);
    return true;
}

void table_release(struct table *table)
{
    table_cells_release(&table->cells);
}
