/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cells_file.h"
#include "shim/cli/cells/csv_field.h"

#include "core/base/csv.h"

struct node *cells_file_keys(const struct store *store)
{
    struct node *columns = node_synthetic(store->arena, NODE_MAP, TEXT(""));
    for (size_t i = 0; i < store->count; i++) {
        for (const struct node *value = store->cells[i].values->first; value; value = value->next) {
            if (!node_find(store->arena, columns, value->key->text)) {
                struct node *column = node_synthetic(store->arena, NODE_NULL, TEXT(""));
                column->key = node_synthetic(store->arena, NODE_STRING, value->key->text);
                node_append(columns, column);
            }
        }
    }
    return columns;
}

struct text cells_file_csv(const struct store *store)
{
    struct arena *arena = store->arena;
    const struct node *columns = cells_file_keys(store);
    struct text *fields = arena_array(arena, struct text, columns->count + 3);
    struct buffer out = {.arena = arena};
    size_t count = 0;
    fields[count++] = TEXT("cell");
    fields[count++] = TEXT("directory");
    fields[count++] = TEXT("dropped");
    for (const struct node *column = columns->first; column; column = column->next) {
        fields[count++] = csv_field_of(arena, column->key->text);
    }
    csv_put_row(&out, fields, count);
    for (size_t i = 0; i < store->count; i++) {
        const struct stored_cell *cell = &store->cells[i];
        struct buffer number = {.arena = arena};
        buffer_format(&number, "%u", cell->number);
        count = 0;
        fields[count++] = buffer_text(&number);
        fields[count++] = csv_field_of(arena, text_of(cell->name));
        fields[count++] = cell->dropped ? TEXT("dropped") : TEXT("");
        for (const struct node *column = columns->first; column; column = column->next) {
            fields[count++] = csv_field_of_value(arena, node_find(arena, cell->values, column->key->text));
        }
        csv_put_row(&out, fields, count);
    }
    return buffer_text(&out);
}
