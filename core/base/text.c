/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/text.h"

#include <string.h>

struct text text_of(const char *string)
{
    return string ? (struct text){string, strlen(string)} : TEXT("");
}

/* The length is asked first everywhere below: an empty text's bytes may be NULL, which memcmp and memcpy forbid. */
static bool same_bytes(const char *a, const char *b, size_t length)
{
    return length == 0 || memcmp(a, b, length) == 0;
}

bool text_equal(struct text a, struct text b)
{
    return a.length == b.length && same_bytes(a.bytes, b.bytes, a.length);
}

int text_compare(struct text a, struct text b)
{
    const size_t shorter = a.length < b.length ? a.length : b.length;
    const int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
    return order != 0 ? order : a.length < b.length ? -1 : a.length > b.length;
}

bool text_equal_any_case(struct text text, struct text lower_case)
{
    if (text.length != lower_case.length) {
        return false;
    }
    size_t at = 0;
    while (at < text.length && text_lower(text.bytes[at]) == lower_case.bytes[at]) {
        at++;
    }
    return at == text.length;
}

bool text_starts(struct text whole, struct text start)
{
    return whole.length >= start.length && same_bytes(whole.bytes, start.bytes, start.length);
}

bool text_ends(struct text whole, struct text end)
{
    return whole.length >= end.length && same_bytes(whole.bytes + (whole.length - end.length), end.bytes, end.length);
}

struct text text_from(struct text whole, size_t start)
{
    return text_part(whole, start, whole.length);
}

struct text text_part(struct text whole, size_t start, size_t end)
{
    return (struct text){whole.bytes + start, end - start};
}

size_t text_find(struct text whole, size_t start, char c)
{
    if (start >= whole.length) {
        return whole.length;
    }
    const char *found = memchr(whole.bytes + start, c, whole.length - start);
    return found ? (size_t)(found - whole.bytes) : whole.length;
}

size_t text_skip_digits(struct text whole, size_t start)
{
    while (start < whole.length && is_digit(whole.bytes[start])) {
        start++;
    }
    return start;
}

bool text_number(struct text digits, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < digits.length; i++) {
        char c = digits.bytes[i];
        if (!is_digit(c) || __builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, (uint32_t)(c - '0'), number)) {
            return false;
        }
    }
    return digits.length > 0;
}

size_t text_skip_blanks(struct text whole, size_t start)
{
    while (start < whole.length && text_is_blank(whole.bytes[start])) {
        start++;
    }
    return start;
}

size_t text_skip_space(struct text whole, size_t start)
{
    while (start < whole.length && text_is_space(whole.bytes[start])) {
        start++;
    }
    return start;
}

struct text text_copy(struct arena *arena, struct text source)
{
    if (source.length == 0) {
        return TEXT("");
    }
    char *bytes = arena_alloc(arena, source.length);
    memcpy(bytes, source.bytes, source.length);
    return (struct text){bytes, source.length};
}

char *text_string(struct arena *arena, struct text source)
{
    char *string = arena_alloc(arena, source.length + 1); /* zeroed, so it ends itself */
    if (source.length > 0) {
        memcpy(string, source.bytes, source.length);
    }
    return string;
}

uint64_t text_hash(struct text source)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < source.length; i++) {
        hash = (hash ^ (unsigned char)source.bytes[i]) * 0x100000001b3;
    }
    return hash;
}
