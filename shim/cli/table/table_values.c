/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_values.h"
#include "shim/cli/cells/csv_field.h"
#include "shim/cli/files/input_words.h"
#include "shim/cli/table/statistics.h"
#include "shim/cli/table/table_rows.h"

#include "core/base/number_list.h"
#include "core/base/printable.h"
#include "core/tree/emit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static struct text printable(struct arena *arena, struct text text)
{
    return text_of(printable_string(arena, text));
}

/* A number as it is written; what is none is compared by nothing. */
static struct table_value number_value(struct arena *arena, struct text text, struct text shown)
{
    struct node node = {.kind = NODE_FLOAT, .text = text};
    struct table_value value = {.text = text, .shown = shown, .is_number = true};
    if (text.length == 0) {
        return (struct table_value){.class = TABLE_NOTHING};
    }
    value.number = number_of(arena, &node);
    value.class = value.number.kind == NUMBER_FINITE ? TABLE_ORDERED : TABLE_SPECIAL;
    return value;
}

static struct table_value text_value(struct text text, struct text shown)
{
    return (struct table_value){
        .text = text, .shown = shown, .class = shown.length > 0 ? TABLE_ORDERED : TABLE_NOTHING};
}

/* ---- cells, keys, states, times */

/* "3", "0-4,7". */
static struct table_value cell_value(struct arena *arena, const struct table_row *row)
{
    struct buffer text = {.arena = arena};
    struct number_list list = {.out = &text, .separator = ","};
    for (size_t i = 0; i < row->count; i++) {
        number_list_add(&list, row->cells[i]->stored->number);
    }
    number_list_end(&list);
    struct table_value value = row->count == 1 ? number_value(arena, buffer_text(&text), buffer_text(&text))
                                               : text_value(buffer_text(&text), buffer_text(&text));
    value.rank = (int)row->cells[0]->stored->number;
    return value;
}

static struct table_value key_value(struct table *table, const struct table_row *row, struct text key)
{
    struct arena *arena = table->arena;
    const struct node *node = table_rows_value(table, row, key);
    struct buffer shown = {.arena = arena};
    if (!node) {
        return (struct table_value){.class = TABLE_NOTHING};
    }
    if (node->kind == NODE_STRING) {
        input_put_value(&shown, node);
    } else if (node_is_number(node)) {
        buffer_put(&shown, node->text);
    } else {
        emit_json(&shown, node);
    }
    const struct text text = csv_field_of_value(arena, node), people = printable(arena, buffer_text(&shown));
    struct table_value value = node_is_number(node) ? number_value(arena, text, people) : text_value(text, people);
    value.node = node;
    return value;
}

size_t table_values_count(const struct table_row *row, enum cell_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        count += row->cells[i]->record.state == state;
    }
    return count;
}

/* What wants to be looked at comes first. */
static const enum cell_state by_rank[CELL_STATES] = {CELL_FAILED,  CELL_TIMED_OUT, CELL_LOST,
                                                     CELL_RUNNING, CELL_NEW,       CELL_DONE};

/* "done", of repeats "1 failed, 4 done". */
static struct table_value state_value(struct arena *arena, const struct table_row *row)
{
    struct buffer text = {.arena = arena};
    int rank = -1;
    for (int i = 0; i < CELL_STATES; i++) {
        const size_t count = table_values_count(row, by_rank[i]);
        if (count == 0) {
            continue;
        }
        rank = rank < 0 ? i : rank;
        buffer_put(&text, text.length > 0 ? TEXT(", ") : TEXT(""));
        if (count < row->count) {
            buffer_format(&text, "%zu ", count);
        }
        buffer_put(&text, text_of(cell_state_name(by_rank[i])));
    }
    if (row->cells[0]->stored->dropped) {
        buffer_put(&text, TEXT(", dropped"));
    }
    struct table_value value = text_value(buffer_text(&text), buffer_text(&text));
    value.rank = rank;
    return value;
}

static struct table_value status_value(struct arena *arena, const struct table_row *row)
{
    struct buffer text = {.arena = arena};
    const int status = row->cells[0]->record.status;
    if (status >= 0) {
        buffer_format(&text, "%d", status);
    }
    return number_value(arena, buffer_text(&text), buffer_text(&text));
}

/* 0.25s, 59.9s, 2m05s, 1h02m, 3d04h. */
static struct text time_words(struct arena *arena, double seconds)
{
    struct buffer out = {.arena = arena};
    char text[40];
    const unsigned long long whole = seconds < 1e15 ? (unsigned long long)(seconds + 0.5) : 0;
    if (seconds < 10) {
        snprintf(text, sizeof text, "%.2fs", seconds);
    } else if (whole < 60) {
        snprintf(text, sizeof text, "%.1fs", seconds);
    } else if (whole < 3600) {
        snprintf(text, sizeof text, "%llum%02llus", whole / 60, whole % 60);
    } else if (whole < 86400) {
        snprintf(text, sizeof text, "%lluh%02llum", whole / 3600, whole / 60 % 60);
    } else {
        snprintf(text, sizeof text, "%llud%02lluh", whole / 86400, whole / 3600 % 24);
    }
    buffer_put(&out, text_of(text));
    return buffer_text(&out);
}

/* Of repeats the mean of those whose time is known. */
static struct table_value time_value(struct arena *arena, const struct table_row *row)
{
    struct buffer out = {.arena = arena};
    double sum = 0;
    size_t count = 0;
    char text[40];
    for (size_t i = 0; i < row->count; i++) {
        const double seconds = row->cells[i]->record.seconds;
        if (seconds >= 0) {
            sum += seconds;
            count++;
        }
    }
    if (count == 0) {
        return (struct table_value){.class = TABLE_NOTHING};
    }
    snprintf(text, sizeof text, "%.3f", sum / (double)count);
    buffer_put(&out, text_of(text));
    return number_value(arena, buffer_text(&out), time_words(arena, sum / (double)count));
}

/* ---- metrics */

/* Not a number where a double does not hold it. */
static double number_read(struct arena *arena, struct text text)
{
    struct node node = {.kind = NODE_FLOAT, .text = text};
    const struct number number = number_of(arena, &node);
    switch (number.kind) {
    case NUMBER_FINITE:
        return number_overflows(number) ? NAN : strtod(text_string(arena, text), NULL);
    case NUMBER_INFINITE:
        return number.negative ? -INFINITY : INFINITY;
    default:
        return NAN;
    }
}

static struct table_value statistic(struct arena *arena, double number)
{
    struct buffer text = {.arena = arena}, shown = {.arena = arena};
    statistics_put(&text, number);
    statistics_put_short(&shown, number);
    return number_value(arena, buffer_text(&text), buffer_text(&shown));
}

static struct table_value count_value(struct arena *arena, size_t count)
{
    struct buffer text = {.arena = arena};
    buffer_format(&text, "%zu", count);
    return number_value(arena, buffer_text(&text), buffer_text(&text));
}

/* One number stands as it was written, and says nothing of a deviation. */
static struct table_value metric_value(struct arena *arena, const struct table_row *row,
                                       const struct table_column *column)
{
    double *numbers = arena_array(arena, double, row->count);
    struct text written = TEXT("");
    size_t count = 0;
    for (size_t i = 0; i < row->count; i++) {
        const struct metric_value *metric = &row->cells[i]->metrics[column->metric];
        if (metric->state == METRIC_FOUND) {
            written = metric->text;
            numbers[count++] = number_read(arena, metric->text);
        }
    }
    if (column->kind == TABLE_COUNT) {
        return count_value(arena, count);
    }
    if (column->kind == TABLE_METRIC && count < 2) {
        return number_value(arena, written, written);
    }
    if (count < 2) {
        return (struct table_value){.class = TABLE_NOTHING};
    }
    const struct statistics statistics = statistics_of(numbers, count);
    return statistic(arena, column->kind == TABLE_METRIC ? statistics.mean : statistics.deviation);
}

static struct table_value value_of(struct table *table, const struct table_row *row, const struct table_column *column)
{
    switch (column->kind) {
    case TABLE_CELL:
        return cell_value(table->arena, row);
    case TABLE_KEY:
        return key_value(table, row, column->name);
    case TABLE_STATE:
        return state_value(table->arena, row);
    case TABLE_STATUS:
        return status_value(table->arena, row);
    case TABLE_TIME:
        return time_value(table->arena, row);
    default:
        return metric_value(table->arena, row, column);
    }
}

void table_values_make(struct table *table)
{
    for (size_t i = 0; i < table->row_count; i++) {
        table->rows[i].values = arena_array(table->arena, struct table_value, table->column_count);
    }
    for (size_t at = 0; at < table->column_count; at++) {
        struct table_column *column = &table->columns[at];
        column->is_numeric = true;
        for (size_t i = 0; i < table->row_count; i++) {
            struct table_value *value = &table->rows[i].values[at];
            *value = value_of(table, &table->rows[i], column);
            column->is_numeric &= value->is_number || value->class == TABLE_NOTHING;
        }
    }
}
