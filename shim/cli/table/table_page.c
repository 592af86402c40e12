/* SPDX-License-Identifier: Apache-2.0 */
/* inlay sweep --page: the table as one page that holds all it needs.
 *
 * Its model is {"sweep": DIR, "summary": "9 cells: 8 done, 1 failed", "repeats": true, "constants": [[TITLE, TEXT]],
 *     "columns": [{"title": …, "name": …, "kind": "metric", "numeric": true, "deviation": INDEX}],
 *     "rows": [[null, TEXT, [TEXT, KEY]]]}
 * where TEXT is what people see, and KEY the number that the column is sorted by; "ordered": true says that it has some. */
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/html_page.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/table/table.h"
#include "shim/cli/table/table_columns.h"
#include "shim/cli/table/table_files.h"
#include "shim/cli/table/table_make.h"

#include "core/tree/emit.h"

#include <unistd.h>

static const char *const kinds[] = {
    [TABLE_CELL] = "cell", [TABLE_KEY] = "key",       [TABLE_STATE] = "state",         [TABLE_STATUS] = "status",
    [TABLE_TIME] = "time", [TABLE_METRIC] = "metric", [TABLE_DEVIATION] = "deviation", [TABLE_COUNT] = "count",
};

static void put_string(struct buffer *out, const char *name, struct text text)
{
    json_record_put_name(out, name);
    emit_json_string(out, text);
}

/* "9 cells: 8 done, 1 failed" */
static struct text summary_of(const struct table *table)
{
    struct buffer out = {.arena = table->arena};
    const size_t count = table->cells.count;
    buffer_format(&out, "%zu cell%s", count, count == 1 ? "" : "s");
    const char *before = ": ";
    for (int state = 0; state < CELL_STATES; state++) {
        size_t those = 0;
        for (size_t i = 0; i < count; i++) {
            those += table->cells.list[i].record.state == (enum cell_state)state;
        }
        if (those > 0) {
            buffer_format(&out, "%s%zu %s", before, those, cell_state_name((enum cell_state)state));
            before = ", ";
        }
    }
    return buffer_text(&out);
}

/* ---- columns */

/* The place of a column among those that are shown. */
static size_t place_of(const struct table *table, size_t column)
{
    size_t place = 0;
    for (size_t i = 0; i < column; i++) {
        place += table_columns_is_shown(table, i);
    }
    return place;
}

static void put_column(struct buffer *out, const struct table *table, size_t at)
{
    const struct table_column *column = &table->columns[at];
    buffer_byte(out, '{');
    put_string(out, "title", column->title);
    put_string(out, "name", column->name);
    put_string(out, "kind", text_of(kinds[column->kind]));
    if (column->is_numeric) {
        json_record_put_name(out, "numeric");
        buffer_put(out, TEXT("true"));
    } else if (column->kind == TABLE_CELL || column->kind == TABLE_STATE) {
        json_record_put_name(out, "ordered");
        buffer_put(out, TEXT("true"));
    }
    if (column->kind == TABLE_METRIC && table->has_repeats) {
        json_record_put_name(out, "deviation");
        buffer_format(out, "%zu", place_of(table, at + 1));
    }
    buffer_byte(out, '}');
}

static void put_columns(struct buffer *out, const struct table *table)
{
    json_record_put_name(out, "columns");
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->column_count; i++) {
        if (table_columns_is_shown(table, i)) {
            emit_comma(out);
            put_column(out, table, i);
        }
    }
    buffer_byte(out, ']');
}

/* Keys that have one value in all rows. */
static void put_constants(struct buffer *out, const struct table *table)
{
    json_record_put_name(out, "constants");
    buffer_byte(out, '[');
    for (size_t i = 0; i < table->column_count && table->row_count > 0; i++) {
        if (!table->columns[i].varies) {
            emit_comma(out);
            buffer_byte(out, '[');
            emit_json_string(out, table->columns[i].title);
            buffer_byte(out, ',');
            emit_json_string(out, table->rows[0].values[i].shown);
            buffer_byte(out, ']');
        }
    }
    buffer_byte(out, ']');
}

/* ---- rows */

static void put_key(struct buffer *out, const struct table_column *column, const struct table_value *value)
{
    if (column->is_numeric) {
        emit_json_string(out, value->text);
    } else {
        buffer_format(out, "\"%d\"", value->rank);
    }
}

static void put_value(struct buffer *out, const struct table_column *column, const struct table_value *value)
{
    const bool has_key = column->is_numeric ? !text_equal(value->text, value->shown)
                                            : column->kind == TABLE_CELL || column->kind == TABLE_STATE;
    if (value->class == TABLE_NOTHING) {
        buffer_put(out, TEXT("null"));
    } else if (has_key) {
        buffer_byte(out, '[');
        emit_json_string(out, value->shown);
        buffer_byte(out, ',');
        put_key(out, column, value);
        buffer_byte(out, ']');
    } else {
        emit_json_string(out, value->shown);
    }
}

static void put_rows(struct buffer *out, const struct table *table)
{
    json_record_put_name(out, "rows");
    buffer_byte(out, '[');
    for (size_t row = 0; row < table->row_count; row++) {
        emit_comma(out);
        buffer_put(out, TEXT("\n["));
        for (size_t i = 0; i < table->column_count; i++) {
            if (table_columns_is_shown(table, i)) {
                emit_comma(out);
                put_value(out, &table->columns[i], &table->rows[row].values[i]);
            }
        }
        buffer_byte(out, ']');
    }
    buffer_byte(out, ']');
}

static struct text model_of(const struct table *table)
{
    struct buffer out = {.arena = table->arena}, inert = {.arena = table->arena};
    buffer_byte(&out, '{');
    put_string(&out, "sweep", text_of(table->cells.store->dir));
    put_string(&out, "summary", summary_of(table));
    json_record_put_name(&out, "repeats");
    buffer_put(&out, table->has_repeats ? TEXT("true") : TEXT("false"));
    put_constants(&out, table);
    put_columns(&out, table);
    put_rows(&out, table);
    buffer_byte(&out, '}');
    html_page_put_inert(&inert, buffer_text(&out));
    return buffer_text(&inert);
}

int table_page_put(struct store *store, const struct options *options, struct buffer *out)
{
    struct table table;
    if (!options->output && isatty(STDOUT_FILENO)) {
        say("a terminal does not show a page (inlay sweep --page --output sweep.html writes a file)");
        return EXIT_WRONG_COMMAND;
    }
    const bool is_made = table_make(&table, store, &options->sweeping);
    if (is_made) {
        html_page_put(out, table_files_page(), table_files_style(), table_files_script(), model_of(&table));
    }
    table_release(&table);
    return is_made ? 0 : EXIT_WRONG_COMMAND;
}
