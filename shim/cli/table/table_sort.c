/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_sort.h"
#include "shim/cli/table/table_columns.h"

#include <stdlib.h>

struct sorted {
    struct table_row row;
    const struct table_value *value;
    const struct table_column *column;
    size_t before; /* where it was: rows that are equal keep their order */
    bool descends;
};

/* Of two values that are ordered. */
static int compare_values(const struct table_column *column, const struct table_value *a, const struct table_value *b)
{
    if (column->kind == TABLE_CELL || column->kind == TABLE_STATE) {
        return (a->rank > b->rank) - (a->rank < b->rank);
    }
    if (!column->is_numeric) {
        return text_compare(a->text, b->text);
    }
    switch (number_compare(a->number, b->number)) {
    case NUMBER_LESS:
        return -1;
    case NUMBER_GREATER:
        return 1;
    default:
        return 0;
    }
}

static int compare(const void *a, const void *b)
{
    const struct sorted *first = a, *second = b;
    int order = (first->value->class > second->value->class) - (first->value->class < second->value->class);
    if (order == 0 && first->value->class == TABLE_ORDERED) {
        order = compare_values(first->column, first->value, second->value);
        order = first->descends ? -order : order;
    }
    return order != 0 ? order : (first->before > second->before) - (first->before < second->before);
}

static void sort_by(struct table *table, size_t column, bool descends)
{
    struct sorted *sorted = arena_array(table->arena, struct sorted, table->row_count);
    for (size_t i = 0; i < table->row_count; i++) {
        sorted[i] =
            (struct sorted){table->rows[i], &table->rows[i].values[column], &table->columns[column], i, descends};
    }
    qsort(sorted, table->row_count, sizeof *sorted, compare);
    for (size_t i = 0; i < table->row_count; i++) {
        table->rows[i] = sorted[i].row;
    }
}

bool table_sort(struct table *table, const char *sort)
{
    struct text word = text_of(sort);
    bool descends = false;
    if (!sort) {
        return true;
    }
    if (text_starts(word, TEXT("-"))) {
        word = text_from(word, 1);
        descends = true;
    } else if (text_ends(word, TEXT(":desc"))) {
        word.length -= TEXT(":desc").length;
        descends = true;
    } else if (text_ends(word, TEXT(":asc"))) {
        word.length -= TEXT(":asc").length;
    }
    const size_t column = table_columns_find(table, "sort", word);
    if (column < table->column_count) {
        sort_by(table, column, descends);
    }
    return column < table->column_count;
}
