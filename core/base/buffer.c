/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/buffer.h"

#include <stdint.h>
#include <string.h>

#define BUFFER_CAPACITY_MIN 64

/* Nothing is written to its bytes, since there is no room behind them. */
void buffer_adopt(struct buffer *buffer, struct text text)
{
    buffer->bytes = (char *)(uintptr_t)text.bytes;
    buffer->length = buffer->capacity = text.length;
}

void buffer_reserve(struct buffer *buffer, size_t more)
{
    if (more <= buffer->capacity - buffer->length) {
        return;
    }
    size_t needed;
    if (__builtin_add_overflow(buffer->length, more, &needed)) {
        arena_exhausted(buffer->arena);
    }
    size_t capacity = buffer->capacity > BUFFER_CAPACITY_MIN / 2 ? buffer->capacity * 2 : BUFFER_CAPACITY_MIN;
    if (capacity < needed) {
        capacity = needed;
    }
    char *bytes = arena_alloc(buffer->arena, capacity);
    if (buffer->length > 0) {
        memcpy(bytes, buffer->bytes, buffer->length);
    }
    buffer->bytes = bytes;
    buffer->capacity = capacity;
}

void buffer_put(struct buffer *buffer, struct text piece)
{
    if (piece.length == 0) {
        return;
    }
    buffer_reserve(buffer, piece.length);
    memcpy(buffer->bytes + buffer->length, piece.bytes, piece.length);
    buffer->length += piece.length;
}

void buffer_byte(struct buffer *buffer, char c)
{
    buffer_reserve(buffer, 1);
    buffer->bytes[buffer->length++] = c;
}

void buffer_repeat(struct buffer *buffer, char c, size_t count)
{
    while (count-- > 0) {
        buffer_byte(buffer, c);
    }
}

struct text buffer_text(const struct buffer *buffer)
{
    return buffer->length ? (struct text){buffer->bytes, buffer->length} : TEXT("");
}

char *buffer_string(struct buffer *buffer)
{
    buffer_reserve(buffer, 1);
    buffer->bytes[buffer->length] = '\0';
    return buffer->bytes;
}

/* A buffer without an arena is a fixed array, and what does not fit is cut. */
static void put(struct buffer *out, struct text piece)
{
    size_t room = out->capacity - out->length;
    if (!out->arena && piece.length > room) {
        piece.length = room;
    }
    buffer_put(out, piece);
}

/* One conversion of a format: %[0][width][.*][length]type. */
struct conversion {
    bool zeros;
    size_t width;
    bool has_precision;
    int precision;
    int longs; /* of l; 2 for ll */
    bool size; /* z */
    char type;
};

static const char *read_conversion(const char *at, struct conversion *conversion)
{
    *conversion = (struct conversion){0};
    if (*at == '0') {
        conversion->zeros = true;
        at++;
    }
    if (*at >= '1' && *at <= '9') {
        conversion->width = (size_t)(*at++ - '0');
    }
    if (at[0] == '.' && at[1] == '*') {
        conversion->has_precision = true;
        at += 2;
    }
    for (; *at == 'l'; at++) {
        conversion->longs++;
    }
    if (*at == 'z') {
        conversion->size = true;
        at++;
    }
    conversion->type = *at;
    return *at ? at + 1 : at;
}

/* Room for 64 bits in any base from 10 on, a sign, and a width of one digit. */
#define NUMBER_ROOM 24

static void put_number(struct buffer *out, const struct conversion *conversion, uint64_t magnitude, bool negative)
{
    char digits[NUMBER_ROOM];
    size_t start = sizeof digits;
    unsigned base = conversion->type == 'x' ? 16 : 10;
    do {
        digits[--start] = "0123456789abcdef"[magnitude % base];
        magnitude /= base;
    } while (magnitude > 0);

    size_t width = conversion->width - (negative && conversion->width > 0);
    while (conversion->zeros && sizeof digits - start < width) {
        digits[--start] = '0';
    }
    if (negative) {
        digits[--start] = '-';
    }
    while (sizeof digits - start < conversion->width) {
        digits[--start] = ' ';
    }
    put(out, (struct text){digits + start, sizeof digits - start});
}

static int64_t next_signed(const struct conversion *conversion, va_list *arguments)
{
    if (conversion->size) {
        return va_arg(*arguments, ptrdiff_t);
    }
    switch (conversion->longs) {
    case 0:
        return va_arg(*arguments, int);
    case 1:
        return va_arg(*arguments, long);
    default:
        return va_arg(*arguments, long long);
    }
}

static uint64_t next_unsigned(const struct conversion *conversion, va_list *arguments)
{
    if (conversion->size) {
        return va_arg(*arguments, size_t);
    }
    switch (conversion->longs) {
    case 0:
        return va_arg(*arguments, unsigned);
    case 1:
        return va_arg(*arguments, unsigned long);
    default:
        return va_arg(*arguments, unsigned long long);
    }
}

static void put_string(struct buffer *out, const struct conversion *conversion, const char *string)
{
    if (!string) {
        string = "(null)";
    } else if (conversion->has_precision && conversion->precision >= 0) {
        size_t most = (size_t)conversion->precision;
        put(out, (struct text){string, strnlen(string, most)});
        return;
    }
    put(out, text_of(string));
}

static void put_conversion(struct buffer *out, const struct conversion *conversion, va_list *arguments)
{
    switch (conversion->type) {
    case 's':
        put_string(out, conversion, va_arg(*arguments, const char *));
        break;
    case 'c': {
        char c = (char)va_arg(*arguments, int);
        put(out, (struct text){&c, 1});
        break;
    }
    case 'd': {
        int64_t value = next_signed(conversion, arguments);
        put_number(out, conversion, value < 0 ? -(uint64_t)value : (uint64_t)value, value < 0);
        break;
    }
    case 'u':
    case 'x':
        put_number(out, conversion, next_unsigned(conversion, arguments), false);
        break;
    case '%':
        put(out, TEXT("%"));
        break;
    default:
        __builtin_trap(); /* not one of buffer.h's conversions: what the arguments are is unknown from here on */
    }
}

static void format(struct buffer *out, const char *at, va_list *arguments)
{
    while (*at) {
        size_t plain = 0; /* not strcspn: its pages of the C library would be touched by each start of a process */
        while (at[plain] != '\0' && at[plain] != '%') {
            plain++;
        }
        put(out, (struct text){at, plain});
        at += plain;
        if (*at == '%') {
            struct conversion conversion;
            at = read_conversion(at + 1, &conversion);
            if (conversion.has_precision) {
                conversion.precision = va_arg(*arguments, int);
            }
            put_conversion(out, &conversion, arguments);
        }
    }
}

void buffer_vformat(struct buffer *buffer, const char *pattern, va_list arguments)
{
    va_list rest; /* a parameter of type va_list may be an array, whose address would be of another type */
    va_copy(rest, arguments);
    format(buffer, pattern, &rest);
    va_end(rest);
}

void buffer_format(struct buffer *buffer, const char *pattern, ...)
{
    va_list arguments;
    va_start(arguments, pattern);
    format(buffer, pattern, &arguments);
    va_end(arguments);
}

size_t buffer_format_fixed(char *array, size_t size, const char *pattern, ...)
{
    if (size == 0) {
        return 0;
    }
    struct buffer out = {.bytes = array, .capacity = size - 1};
    va_list arguments;
    va_start(arguments, pattern);
    format(&out, pattern, &arguments);
    va_end(arguments);
    array[out.length] = '\0';
    return out.length;
}
