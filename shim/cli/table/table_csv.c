/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_formats.h"
#include "shim/cli/cells/csv_field.h"

#include "core/base/csv.h"

void table_as_csv(struct buffer *out, const struct table *table)
{
    struct text *fields = arena_array(table->arena, struct text, table->column_count);
    for (size_t i = 0; i < table->column_count; i++) {
        fields[i] = csv_field_of(table->arena, table->columns[i].name);
    }
    csv_put_row(out, fields, table->column_count);
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            fields[i] = table->rows[row].values[i].text;
        }
        csv_put_row(out, fields, table->column_count);
    }
}
