/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_formats.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/table/table_rows.h"
#include "shim/cli/table/table_values.h"

#include "core/tree/emit.h"
#include "core/tree/lexeme.h"

#include <string.h>

/* 12 stays an integer, and 1. becomes 1.0. */
static void put_finite(struct buffer *out, struct text text)
{
    bool is_float = false;
    for (size_t i = 0; i < text.length; i++) {
        is_float |= strchr(".eE", text.bytes[i]) != NULL;
    }
    lexeme_put_json(out, is_float ? NODE_FLOAT : NODE_INT, text);
}

/* As it was written, as JSON has it. */
static void put_number(struct buffer *out, const struct table_value *value)
{
    if (value->class == TABLE_NOTHING) {
        buffer_put(out, TEXT("null"));
    } else if (value->class == TABLE_SPECIAL) {
        emit_json_string(out, value->text);
    } else {
        put_finite(out, value->text);
    }
}

static void put_values(struct buffer *out, const struct table *table, const struct table_row *row)
{
    json_record_put_name(out, "values");
    buffer_byte(out, '{');
    for (size_t i = 0; i < table->column_count; i++) {
        const struct table_value *value = &row->values[i];
        if (table->columns[i].kind == TABLE_KEY && value->node) {
            json_record_put_key(out, table->columns[i].name);
            emit_json(out, value->node);
        }
    }
    buffer_byte(out, '}');
}

/* The first column of a kind. */
static const struct table_value *value_of(const struct table *table, const struct table_row *row, enum table_kind kind)
{
    size_t i = 0;
    while (table->columns[i].kind != kind) {
        i++;
    }
    return &row->values[i];
}

static void put_states(struct buffer *out, const struct table_row *row)
{
    json_record_put_name(out, "states");
    buffer_byte(out, '{');
    for (int state = 0; state < CELL_STATES; state++) {
        const size_t count = table_values_count(row, (enum cell_state)state);
        if (count > 0) {
            json_record_put_name(out, cell_state_name((enum cell_state)state));
            buffer_format(out, "%zu", count);
        }
    }
    buffer_byte(out, '}');
}

static void put_cells(struct buffer *out, const struct table_row *row)
{
    json_record_put_name(out, "cells");
    buffer_byte(out, '[');
    for (size_t i = 0; i < row->count; i++) {
        buffer_format(out, "%s%u", i > 0 ? ", " : "", row->cells[i]->stored->number);
    }
    buffer_byte(out, ']');
    if (row->cells[0]->stored->repeat.length > 0) {
        json_record_put_name(out, "repeated");
        emit_json_string(out, row->cells[0]->stored->repeat);
    }
}

static void put_cell(struct buffer *out, const struct table *table, const struct table_row *row)
{
    const uint32_t number = row->cells[0]->stored->number;
    json_record_put_name(out, "cell");
    buffer_format(out, "%u", number);
    json_record_put_name(out, "directory");
    emit_json_string(out, text_of(store_cell_dir(table->cells.store, number)));
}

static void put_state(struct buffer *out, const struct table *table, const struct table_row *row)
{
    const struct cell_record *record = &row->cells[0]->record;
    json_record_put_name(out, "state");
    emit_json_string(out, text_of(cell_state_name(record->state)));
    json_record_put_name(out, "status");
    put_number(out, value_of(table, row, TABLE_STATUS));
    json_record_put_name(out, "attempt");
    buffer_format(out, "%u", record->attempt);
}

/* Of repeats mean, deviation and n, which follow each other. */
static void put_statistics(struct buffer *out, const struct table_value *values)
{
    static const char *const names[] = {"mean", "deviation", "n"};
    buffer_byte(out, '{');
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        json_record_put_name(out, names[i]);
        put_number(out, &values[i]);
    }
    buffer_byte(out, '}');
}

static void put_metrics(struct buffer *out, const struct table *table, const struct table_row *row)
{
    json_record_put_name(out, "metrics");
    buffer_byte(out, '{');
    for (size_t i = 0; i < table->column_count; i++) {
        if (table->columns[i].kind != TABLE_METRIC) {
            continue;
        }
        json_record_put_key(out, table->cells.metrics[table->columns[i].metric].spec);
        if (table->has_repeats) {
            put_statistics(out, &row->values[i]);
        } else {
            put_number(out, &row->values[i]);
        }
    }
    buffer_byte(out, '}');
}

static void put_row(struct buffer *out, const struct table *table, const struct table_row *row)
{
    buffer_byte(out, '{');
    if (table->has_repeats) {
        put_cells(out, row);
        put_values(out, table, row);
        put_states(out, row);
    } else {
        put_cell(out, table, row);
        put_values(out, table, row);
        put_state(out, table, row);
    }
    if (row->cells[0]->stored->dropped) {
        json_record_put_name(out, "dropped");
        buffer_put(out, TEXT("true"));
    }
    json_record_put_name(out, "seconds");
    put_number(out, value_of(table, row, TABLE_TIME));
    put_metrics(out, table, row);
    buffer_byte(out, '}');
}

void table_as_json(struct buffer *out, const struct table *table)
{
    buffer_put(out, TEXT("["));
    for (size_t i = 0; i < table->row_count; i++) {
        buffer_put(out, i > 0 ? TEXT(",\n ") : TEXT(""));
        put_row(out, table, &table->rows[i]);
    }
    buffer_put(out, TEXT("]\n"));
}
