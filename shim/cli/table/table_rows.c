/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/table_rows.h"

#include "core/sweep/value_text.h"

#include <stdlib.h>

/* A cell with the text that the cells of its row share. */
struct keyed {
    const struct table_cell *cell;
    struct text key;
};

/* The cell's values but for the one that repeats it, in any order, and which key that is. Dropped cells are not counted in
 * with those of the grid of today. */
static struct text shared_text(struct arena *arena, const struct stored_cell *cell)
{
    struct node *shared = node_synthetic(arena, NODE_MAP, TEXT(""));
    struct buffer out = {.arena = arena};
    for (const struct node *value = cell->values->first; value; value = value->next) {
        if (!text_equal(value->key->text, cell->repeat)) {
            struct node *copy = node_synthetic_copy(arena, value);
            copy->key = node_synthetic(arena, NODE_STRING, value->key->text);
            node_append(shared, copy);
        }
    }
    buffer_byte(&out, cell->dropped ? 'd' : 'c');
    buffer_put(&out, cell->repeat);
    buffer_byte(&out, '\0');
    value_text_put(&out, shared, false);
    return buffer_text(&out);
}

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *first = a, *second = b;
    const int order = text_compare(first->key, second->key);
    const uint32_t one = first->cell->stored->number, other = second->cell->stored->number;
    return order != 0 ? order : (one > other) - (one < other);
}

static int compare_rows(const void *a, const void *b)
{
    const uint32_t one = ((const struct table_row *)a)->cells[0]->stored->number;
    const uint32_t other = ((const struct table_row *)b)->cells[0]->stored->number;
    return (one > other) - (one < other);
}

static void share_rows(struct table *table, const struct keyed *sorted, bool each)
{
    const struct table_cell **cells = arena_array(table->arena, const struct table_cell *, table->cells.count);
    for (size_t i = 0; i < table->cells.count; i++) {
        const bool begins = each || i == 0 || sorted[i].cell->stored->repeat.length == 0 ||
                            text_compare(sorted[i - 1].key, sorted[i].key) != 0;
        if (begins) {
            table->rows[table->row_count++].cells = cells + i;
        }
        cells[i] = sorted[i].cell;
        table->rows[table->row_count - 1].count++;
    }
    qsort(table->rows, table->row_count, sizeof *table->rows, compare_rows);
}

void table_rows_make(struct table *table, bool each)
{
    const struct table_cells *cells = &table->cells;
    struct keyed *keyed = arena_array(table->arena, struct keyed, cells->count);
    table->rows = arena_array(table->arena, struct table_row, cells->count);
    for (size_t i = 0; i < cells->count; i++) {
        const struct stored_cell *stored = cells->list[i].stored;
        keyed[i] = (struct keyed){&cells->list[i], TEXT("")};
        table->has_repeats |= !each && stored->repeat.length > 0;
        if (!each && stored->repeat.length > 0) {
            keyed[i].key = shared_text(table->arena, stored);
        }
    }
    qsort(keyed, cells->count, sizeof *keyed, compare_keyed);
    share_rows(table, keyed, each);
}

const struct node *table_rows_value(const struct table *table, const struct table_row *row, struct text key)
{
    const struct stored_cell *cell = row->cells[0]->stored;
    if (table->has_repeats && text_equal(cell->repeat, key)) {
        return NULL;
    }
    return node_find(table->arena, cell->values, key);
}
