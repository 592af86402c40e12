/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/columns.h"
#include "shim/cli/table/table_columns.h"
#include "shim/cli/table/table_formats.h"

#include "core/base/printable.h"

#define SHOWN_WIDTH_MAX 40 /* of a title, and of a value unless it is a number */

static struct column column_of(const struct table *table, const struct table_column *column)
{
    return (struct column){
        .title =
            columns_shortened(table->arena, text_of(printable_string(table->arena, column->title)), SHOWN_WIDTH_MAX),
        .is_right = column->is_numeric,
        .may_be_cut = column->kind == TABLE_KEY && !column->is_numeric,
    };
}

static struct text field_of(const struct table *table, const struct table_row *row, size_t column)
{
    const struct table_value *value = &row->values[column];
    if (value->class == TABLE_NOTHING) {
        return TEXT("-");
    }
    return value->is_number ? value->shown : columns_shortened(table->arena, value->shown, SHOWN_WIDTH_MAX);
}

void table_as_text(struct buffer *out, const struct table *table, size_t width)
{
    struct column *list = arena_array(table->arena, struct column, table->column_count);
    struct text *fields = arena_array(table->arena, struct text, table->column_count);
    size_t *shown = arena_array(table->arena, size_t, table->column_count);
    struct columns columns = {.arena = table->arena, .list = list};
    for (size_t i = 0; i < table->column_count; i++) {
        if (table_columns_is_shown(table, i)) {
            list[columns.count] = column_of(table, &table->columns[i]);
            shown[columns.count++] = i;
        }
    }
    for (size_t row = 0; row < table->row_count; row++) {
        for (size_t i = 0; i < columns.count; i++) {
            fields[i] = field_of(table, &table->rows[row], shown[i]);
        }
        columns_add(&columns, fields);
    }
    columns_put(&columns, out, width);
}
