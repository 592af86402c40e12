/* SPDX-License-Identifier: Apache-2.0 */
/* Comma-separated values, as RFC 4180 has them. Read are LF and CR as line ends, too, quotes inside a field that does not
 * begin with one, and UTF-8's byte-order mark; blank lines are no rows. */
#ifndef INLAY_CSV_H
#define INLAY_CSV_H

#include "core/base/buffer.h"
#include "core/base/outcome.h"

struct csv_field {
    struct text text;      /* without its quotes; borrowed from the source, or in the arena */
    uint32_t line, column; /* of its first character, quotes included; from 1 */
    bool quoted;
};

struct csv_row {
    struct csv_field *fields; /* in the arena */
    size_t count;             /* at least 1 */
};

/* Start from csv_reader_of(). */
struct csv_reader {
    struct arena *arena;
    struct text source; /* borrowed */
    size_t at, counted;
    uint32_t line, column; /* of what stands at counted */
    const char *problem;   /* what is wrong, as the text of a message */
    uint32_t problem_line, problem_column;
};

struct csv_reader csv_reader_of(struct arena *arena, struct text source);

/* Reads the next row. OUTCOME_NONE at the end; OUTCOME_REFUSED with the problem, and nothing can be read any more. */
enum outcome csv_read_row(struct csv_reader *reader, struct csv_row *row);

/* Puts a row, with the line end that RFC 4180 has. Fields are quoted where they need it. */
void csv_put_row(struct buffer *out, const struct text *fields, size_t count);

#endif
