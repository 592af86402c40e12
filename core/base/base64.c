/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/base64.h"

#define DIGITS      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define PADDING_MAX 2

static void put(struct buffer *out, struct text bytes, const char digits[64], bool pads)
{
    buffer_reserve(out, bytes.length / 3 * 4 + 4);
    for (size_t at = 0; at < bytes.length; at += 3) {
        const unsigned char *group = (const unsigned char *)bytes.bytes + at;
        const size_t left = bytes.length - at;
        const unsigned bits =
            (unsigned)group[0] << 16 | (left > 1 ? (unsigned)group[1] << 8 : 0) | (left > 2 ? group[2] : 0u);
        for (size_t i = 0; i < 4; i++) {
            if (i <= left) {
                buffer_byte(out, digits[bits >> (18 - 6 * i) & 63]);
            } else if (pads) {
                buffer_byte(out, '=');
            }
        }
    }
}

void base64_put(struct buffer *out, struct text bytes)
{
    put(out, bytes, DIGITS "+/", true);
}

void base64url_put(struct buffer *out, struct text bytes)
{
    put(out, bytes, DIGITS "-_", false);
}

/* -1 for what is no digit. */
static int value_of(char c)
{
    if (is_digit(c)) {
        return c - '0' + 52;
    }
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    return c == '-' ? 62 : c == '_' ? 63 : -1;
}

static struct text without_padding(struct text digits)
{
    size_t padding = 0;
    while (padding < PADDING_MAX && padding < digits.length && digits.length % 4 == 0 &&
           digits.bytes[digits.length - 1 - padding] == '=') {
        padding++;
    }
    return text_part(digits, 0, digits.length - padding);
}

static const char *wrong_digit(struct arena *arena, struct text digits, size_t at)
{
    struct buffer problem = {.arena = arena};
    size_t end = at + 1;
    while (end < digits.length && ((unsigned char)digits.bytes[end] & 0xc0) == 0x80) {
        end++; /* the rest of the character */
    }
    buffer_format(&problem, "character %zu of the base64url text is \"%.*s\" (it has letters, digits, - and _ alone)",
                  at + 1, TEXT_ARGS(text_part(digits, at, end)));
    return buffer_string(&problem);
}

const char *base64url_read(struct arena *arena, struct text digits, struct text *bytes)
{
    struct buffer out = {.arena = arena};
    unsigned bits = 0, held = 0; /* what of bits is no byte yet */
    digits = without_padding(digits);
    buffer_reserve(&out, digits.length / 4 * 3 + 3);
    for (size_t at = 0; at < digits.length; at++) {
        const int value = value_of(digits.bytes[at]);
        if (value < 0) {
            return wrong_digit(arena, digits, at);
        }
        bits = bits << 6 | (unsigned)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buffer_byte(&out, (char)(bits >> held & 0xff));
        }
    }
    if (held >= 6 || (bits & ((1u << held) - 1)) != 0) {
        return "the base64url text is cut off, or a part of it is lost";
    }
    *bytes = buffer_text(&out);
    return NULL;
}
