/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/utf8.h"

static unsigned char byte_at(struct text source, size_t at)
{
    return (unsigned char)source.bytes[at];
}

/* The first byte says how many follow; RFC 3629 section 4 narrows the second byte of E0, ED, F0 and F4. */
size_t utf8_length(struct text source, size_t at)
{
    unsigned char first = byte_at(source, at);
    if (first < 0x80) {
        return 1;
    }
    size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || length > source.length - at) {
        return 0;
    }
    unsigned char second = byte_at(source, at + 1);
    bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
    bool surrogate = first == 0xed && second > 0x9f;
    bool too_large = first == 0xf4 && second > 0x8f;
    if (overlong || surrogate || too_large) {
        return 0;
    }
    for (size_t i = 1; i < length; i++) {
        if (!utf8_is_continuation(source.bytes[at + i])) {
            return 0;
        }
    }
    return length;
}

bool utf8_is_valid(struct text source)
{
    size_t length = 1;
    for (size_t at = 0; at < source.length && length > 0; at += length) {
        length = utf8_length(source, at);
    }
    return length > 0;
}

size_t utf8_step(struct text source, size_t at)
{
    size_t length = utf8_length(source, at);
    return length > 0 ? length : 1;
}

size_t utf8_count(struct text source)
{
    size_t count = 0;
    for (size_t at = 0; at < source.length; at += utf8_step(source, at)) {
        count++;
    }
    return count;
}

uint32_t utf8_decode(struct text source, size_t at, size_t *length)
{
    unsigned char first = byte_at(source, at);
    size_t size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (size > source.length - at) {
        size = 1;
    }
    uint32_t point = size == 1 ? first : first & (0x7fU >> size);
    for (size_t i = 1; i < size; i++) {
        point = point << 6 | (byte_at(source, at + i) & 0x3f);
    }
    *length = size;
    return point;
}

size_t utf8_mark_length(struct text source)
{
    return text_starts(source, TEXT("\xef\xbb\xbf")) ? 3 : 0;
}

static char continuation(uint32_t bits)
{
    return (char)(0x80 | (bits & 0x3f));
}

size_t utf8_encode(char *out, uint32_t code_point)
{
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    if (code_point < 0x800) {
        out[0] = (char)(0xc0 | code_point >> 6);
        out[1] = continuation(code_point);
        return 2;
    }
    if (code_point < 0x10000) {
        out[0] = (char)(0xe0 | code_point >> 12);
        out[1] = continuation(code_point >> 6);
        out[2] = continuation(code_point);
        return 3;
    }
    out[0] = (char)(0xf0 | code_point >> 18);
    out[1] = continuation(code_point >> 12);
    out[2] = continuation(code_point >> 6);
    out[3] = continuation(code_point);
    return 4;
}
