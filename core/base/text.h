/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of bytes. */
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

struct text text_of(const char *string); /* NULL gives the empty text */
bool text_equal(struct text a, struct text b);
bool text_starts(struct text whole, struct text start);
bool text_ends(struct text whole, struct text end);
struct text text_from(struct text whole, size_t start);
struct text text_part(struct text whole, size_t start, size_t end);
/* Index of the first byte c at or after start; whole.length when there is none. */
size_t text_find(struct text whole, size_t start, char c);
struct text text_copy(struct arena *arena, struct text source);
/* A terminated copy. Bytes after a NUL inside source are lost to C readers; check first where that matters. */
char *text_string(struct arena *arena, struct text source);
uint64_t text_hash(struct text source); /* FNV-1a, 64 bits */

#endif
