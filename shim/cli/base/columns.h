/* SPDX-License-Identifier: Apache-2.0 */
/* Text in columns, for people: each column as wide as its widest field, two blanks between them. */
#ifndef INLAY_COLUMNS_H
#define INLAY_COLUMNS_H

#include "core/base/buffer.h"

struct column {
    struct text title; /* shown when a field of the column has something */
    bool is_right;     /* fields end where the column ends */
    bool may_be_cut;   /* when the table is wider than it may be */
};

struct columns {
    struct arena *arena;
    const struct column *list; /* borrowed */
    size_t count;
    struct text *fields; /* row by row */
    size_t rows, capacity;
};

/* Adds a row: count fields, which are printable. */
void columns_add(struct columns *columns, const struct text *fields);

/* Puts titles and rows, two blanks before each line and none at its end. width is in characters; 0: as wide as it gets. */
void columns_put(const struct columns *columns, struct buffer *out, size_t width);

/* text, or so much of its beginning that it has no more than width characters with the "…" at its end. */
struct text columns_shortened(struct arena *arena, struct text text, size_t width);

#endif
