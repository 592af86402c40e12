/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of bytes, and the questions that everybody asks of them. */
#ifndef INLAY_TEXT_H
#define INLAY_TEXT_H

#include "core/base/arena.h"

#include <stdint.h>

/* Borrowed bytes: not owned, not terminated, may hold NUL. */
struct text {
    const char *bytes;
    size_t length;
};

#define TEXT(literal)   ((struct text){"" literal, sizeof(literal) - 1})
#define TEXT_ARGS(text) (int)(text).length, (text).bytes /* for "%.*s" */

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* In ASCII alone: tolower follows the job's locale, and in Turkish the small letter of I is not i. */
static inline char text_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static inline bool text_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* LF or CR: a line ends in either, or in both together. */
static inline bool text_is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* A blank or a line end. */
static inline bool text_is_space(char c)
{
    return text_is_blank(c) || text_is_line_end(c);
}

/* What a hexadecimal digit stands for; -1 for other characters. */
static inline int text_hex_value(char c)
{
    char lower = text_lower(c);
    return is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

struct text text_of(const char *string); /* NULL gives the empty text */
bool text_equal(struct text a, struct text b);
/* Below, equal to or above 0 as a comes before b in the order of their bytes, is b, or comes behind it. */
int text_compare(struct text a, struct text b);
bool text_equal_any_case(struct text text, struct text lower_case);
bool text_starts(struct text whole, struct text start);
bool text_ends(struct text whole, struct text end);
struct text text_from(struct text whole, size_t start);
struct text text_part(struct text whole, size_t start, size_t end);
/* Index of the first byte c at or after start; whole.length when there is none. */
size_t text_find(struct text whole, size_t start, char c);
/* Past digits; past blanks; past blanks and line ends. */
/* Whether digits is a decimal number that *number can hold, and nothing else. */
bool text_number(struct text digits, uint32_t *number);
size_t text_skip_digits(struct text whole, size_t start);
size_t text_skip_blanks(struct text whole, size_t start);
size_t text_skip_space(struct text whole, size_t start);
struct text text_copy(struct arena *arena, struct text source);
/* A terminated copy. C readers do not see what follows a NUL inside source; check first where that matters. */
char *text_string(struct arena *arena, struct text source);
uint64_t text_hash(struct text source); /* FNV-1a, 64 bits */

#endif
