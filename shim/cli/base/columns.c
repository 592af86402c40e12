/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/columns.h"

#include "core/base/utf8.h"

#define GAP       2 /* blanks before the table, and between columns */
#define WIDTH_MIN 8 /* of a column that is cut */

void columns_add(struct columns *columns, const struct text *fields)
{
    for (size_t i = 0; i < columns->count; i++) {
        arena_grow(columns->arena, columns->fields, columns->rows * columns->count + i, &columns->capacity);
        columns->fields[columns->rows * columns->count + i] = fields[i];
    }
    columns->rows++;
}

struct text columns_shortened(struct arena *arena, struct text text, size_t width)
{
    struct buffer out = {.arena = arena};
    size_t at = 0;
    if (utf8_count(text) <= width) {
        return text;
    }
    for (size_t count = 1; count < width; count++) {
        at += utf8_step(text, at);
    }
    buffer_put(&out, text_part(text, 0, at));
    buffer_put(&out, TEXT("…"));
    return buffer_text(&out);
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Of each column; 0 where no row has anything. */
static void measure(const struct columns *columns, size_t *widths)
{
    for (size_t i = 0; i < columns->rows * columns->count; i++) {
        widths[i % columns->count] = larger(widths[i % columns->count], utf8_count(columns->fields[i]));
    }
    for (size_t i = 0; i < columns->count; i++) {
        widths[i] = widths[i] > 0 ? larger(widths[i], utf8_count(columns->list[i].title)) : 0;
    }
}

static size_t total(const struct columns *columns, const size_t *widths)
{
    size_t sum = 0;
    for (size_t i = 0; i < columns->count; i++) {
        sum += widths[i] > 0 ? widths[i] + GAP : 0;
    }
    return sum;
}

/* The widest column that may get narrower; columns->count: none may. */
static size_t widest(const struct columns *columns, const size_t *widths)
{
    size_t found = columns->count;
    for (size_t i = 0; i < columns->count; i++) {
        const bool may = columns->list[i].may_be_cut && widths[i] > WIDTH_MIN;
        if (may && (found == columns->count || widths[i] > widths[found])) {
            found = i;
        }
    }
    return found;
}

static void fit(const struct columns *columns, size_t *widths, size_t width)
{
    for (size_t all = total(columns, widths); all > width; all--) {
        const size_t column = widest(columns, widths);
        if (column == columns->count) {
            return;
        }
        widths[column]--;
    }
}

static void put_row(const struct columns *columns, struct buffer *out, const struct text *fields, const size_t *widths)
{
    size_t owed = GAP;
    for (size_t i = 0; i < columns->count; i++) {
        const struct text field = columns_shortened(out->arena, fields[i], widths[i]);
        const size_t rest = widths[i] - utf8_count(field);
        if (field.length > 0) {
            buffer_repeat(out, ' ', owed + (columns->list[i].is_right ? rest : 0));
            buffer_put(out, field);
            owed = columns->list[i].is_right ? 0 : rest;
        } else {
            owed += rest;
        }
        owed += widths[i] > 0 ? GAP : 0;
    }
    buffer_byte(out, '\n');
}

void columns_put(const struct columns *columns, struct buffer *out, size_t width)
{
    size_t *widths = arena_array(columns->arena, size_t, columns->count);
    struct text *titles = arena_array(columns->arena, struct text, columns->count);
    measure(columns, widths);
    if (width > 0) {
        fit(columns, widths, width);
    }
    for (size_t i = 0; i < columns->count; i++) {
        titles[i] = widths[i] > 0 ? columns->list[i].title : TEXT("");
    }
    put_row(columns, out, titles, widths);
    for (size_t row = 0; row < columns->rows; row++) {
        put_row(columns, out, columns->fields + row * columns->count, widths);
    }
}
