/* SPDX-License-Identifier: Apache-2.0 */
/* Text that grows in an arena, and formatting that a signal handler may use. */
#ifndef INLAY_BUFFER_H
#define INLAY_BUFFER_H

#include "core/base/text.h"

#include <stdarg.h>

/* Grows in its arena; bytes is valid until the next put. Start from {.arena = a}. */
struct buffer {
    struct arena *arena;
    char *bytes;
    size_t length;
    size_t capacity;
};

/* Begins with text, which is copied when there comes more. buffer must be empty. */
void buffer_adopt(struct buffer *buffer, struct text text);

void buffer_reserve(struct buffer *buffer, size_t more);
void buffer_put(struct buffer *buffer, struct text piece);
void buffer_byte(struct buffer *buffer, char c);
void buffer_repeat(struct buffer *buffer, char c, size_t count);
struct text buffer_text(const struct buffer *buffer);
char *buffer_string(struct buffer *buffer); /* terminated; the terminator is not counted in length */

/* printf's %s %.*s %c %d %u %ld %lu %lld %llu %zu %x %% without width or flags, except that 0 and a width of one digit
 * may stand before x and the decimal forms. Unlike the C library's, async-signal-safe. */
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_vformat(struct buffer *buffer, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

/* The same into a fixed array, always terminated, cut where it is full. Returns the length written. */
size_t buffer_format_fixed(char *array, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
