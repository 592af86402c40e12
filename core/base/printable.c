/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/printable.h"
#include "core/base/utf8.h"

#include <stdbool.h>

/* U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069 turn the direction of text: what is shown is then not what is
 * there. */
static bool is_direction(struct text character)
{
    if (character.length != 3 || !text_starts(character, TEXT("\xe2"))) {
        return false;
    }
    unsigned char second = (unsigned char)character.bytes[1], third = (unsigned char)character.bytes[2];
    return (second == 0x80 && (third == 0x8e || third == 0x8f || (third >= 0xaa && third <= 0xae))) ||
           (second == 0x81 && third >= 0xa6 && third <= 0xa9);
}

/* U+0080 to U+009F are control characters, too: a terminal takes C2 9B for ESC [. */
static bool is_printable(struct text character)
{
    unsigned char first = (unsigned char)character.bytes[0];
    if (character.length == 1) {
        return first >= 0x20 && first != 0x7f;
    }
    return !is_direction(character) && (first != 0xc2 || (unsigned char)character.bytes[1] >= 0xa0);
}

/* Where the characters end that are plain ASCII: of most texts all are, and they are put at once. */
static size_t plain_end(struct text text, size_t at)
{
    while (at < text.length && text.bytes[at] >= 0x20 && text.bytes[at] < 0x7f) {
        at++;
    }
    return at;
}

void printable_put(struct buffer *out, struct text text)
{
    size_t at = 0;
    while (at < text.length) {
        const size_t end = plain_end(text, at);
        if (end > at) {
            buffer_put(out, text_part(text, at, end));
            at = end;
            continue;
        }
        size_t length = utf8_length(text, at);
        struct text character = text_part(text, at, at + (length ? length : 1));
        if (length > 0 && is_printable(character)) {
            buffer_put(out, character);
        } else {
            for (size_t i = 0; i < character.length; i++) {
                buffer_format(out, "\\x%02x", (unsigned)(unsigned char)character.bytes[i]);
            }
        }
        at += character.length;
    }
}

const char *printable_string(struct arena *arena, struct text text)
{
    struct buffer out = {.arena = arena};
    printable_put(&out, text);
    return buffer_string(&out);
}
