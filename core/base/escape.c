/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/escape.h"

size_t escape_find(struct text source, size_t start, char c)
{
    for (size_t at = start; at < source.length; at++) {
        if (source.bytes[at] == c) {
            return at;
        }
        if (source.bytes[at] == '\\') {
            at++;
        }
    }
    return source.length;
}

size_t escape_find_last(struct text source, char c)
{
    size_t last = source.length;
    for (size_t at = escape_find(source, 0, c); at < source.length; at = escape_find(source, at + 1, c)) {
        last = at;
    }
    return last;
}

bool escape_is_open(struct text source)
{
    size_t backslashes = 0;
    while (backslashes < source.length && source.bytes[source.length - 1 - backslashes] == '\\') {
        backslashes++;
    }
    return backslashes % 2 == 1;
}

struct text escape_remove(struct arena *arena, struct text source)
{
    struct buffer buffer = {.arena = arena};
    for (size_t at = 0; at < source.length; at++) {
        at += source.bytes[at] == '\\';
        if (at < source.length) {
            buffer_byte(&buffer, source.bytes[at]);
        }
    }
    return buffer_text(&buffer);
}
