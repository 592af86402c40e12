/* SPDX-License-Identifier: Apache-2.0 */
/* Slices of bytes, and buffers that grow in an arena. */
#ifndef INLAY_TEXT_H
#define INLAY_TEXT_H

#include "core/base/arena.h"

#include <stdarg.h>
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

/* Grows in its arena; bytes is valid until the next put. Start from {.arena = a}. */
struct buffer {
    struct arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
};

void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_put(struct buffer *buffer, struct text piece);
void buffer_byte(struct buffer *buffer, char c);
struct text buffer_text(const struct buffer *buffer);
char *buffer_string(struct buffer *buffer); /* terminated; the terminator is not counted in length */

/* printf's %s %.*s %c %d %u %ld %lu %lld %llu %zu %x %% without width or flags, except that 0 and a width of one digit
 * may stand before x and the decimal forms. Async-signal-safe as the arena is, unlike the C library's. */
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* The same into a fixed array, always terminated, cut where it is full. Returns the length written. */
size_t format_fixed(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
