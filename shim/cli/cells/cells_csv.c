/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cells_file.h"

#include "core/base/csv.h"
#include "core/tree/emit.h"

#include <string.h>

/* The key names of all cells, in the order of first mention: the keys of a map of their own. */
static struct node *columns_of(const struct store *store)
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

/* Spreadsheets compute what begins so. */
static struct text as_text(struct arena *arena, struct text text)
{
    if (text.length == 0 || !strchr("=+-@\t\r", text.bytes[0])) {
        return text;
    }
    struct buffer out = {.arena = arena};
    buffer_byte(&out, '\'');
    buffer_put(&out, text);
    return buffer_text(&out);
}

static struct text field_of(struct arena *arena, const struct node *value)
{
    if (!value) {
        return TEXT("");
    }
    if (node_is_number(value)) {
        return value->text;
    }
    return value->kind == NODE_STRING ? as_text(arena, value->text) : emit_text(arena, FORMAT_JSON, value, NULL);
}

struct text cells_file_csv(const struct store *store)
{
    struct arena *arena = store->arena;
    const struct node *columns = columns_of(store);
    struct text *fields = arena_array(arena, struct text, columns->count + 3);
    struct buffer out = {.arena = arena};
    size_t count = 0;
    fields[count++] = TEXT("cell");
    fields[count++] = TEXT("directory");
    fields[count++] = TEXT("dropped");
    for (const struct node *column = columns->first; column; column = column->next) {
        fields[count++] = as_text(arena, column->key->text);
    }
    csv_put_row(&out, fields, count);
    for (size_t i = 0; i < store->count; i++) {
        const struct stored_cell *cell = &store->cells[i];
        struct buffer number = {.arena = arena};
        buffer_format(&number, "%u", cell->number);
        count = 0;
        fields[count++] = buffer_text(&number);
        fields[count++] = as_text(arena, text_of(cell->name));
        fields[count++] = cell->dropped ? TEXT("dropped") : TEXT("");
        for (const struct node *column = columns->first; column; column = column->next) {
            fields[count++] = field_of(arena, node_find(arena, cell->values, column->key->text));
        }
        csv_put_row(&out, fields, count);
    }
    return buffer_text(&out);
}
