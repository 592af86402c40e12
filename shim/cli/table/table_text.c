/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/columns.h"
#include "shim/cli/table/table_formats.h"

#include "core/base/printable.h"

#define SHOWN_WIDTH_MAX 40 /* of a value, unless it is a number */

/* A status of 0 is what "done" says. */
static bool has_status(const struct table *table, size_t column)
{
    for (size_t i = 0; i < table->row_count; i++) {
        const struct text status = table->rows[i].values[column].text;
        if (status.length > 0 && !text_equal(status, TEXT("0"))) {
            return true;
        }
    }
    return false;
}

static bool is_shown(const struct table *table, size_t column)
{
    return table->columns[column].varies && (table->columns[column].kind != TABLE_STATUS || has_status(table, column));
}

static struct column column_of(const struct table *table, const struct table_column *column)
{
    return (struct column){
        .title = text_of(printable_string(table->arena, column->title)),
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
        if (is_shown(table, i)) {
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
