/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/printable.h"
#include "core/base/utf8.h"

#include <stdbool.h>

/* U+0080 to U+009F are control characters, too: a terminal takes C2 9B for ESC [. */
static bool is_printable(struct text character)
{
    unsigned char first = (unsigned char)character.bytes[0];
    if (character.length == 1) {
        return first >= 0x20 && first != 0x7f;
    }
    return first != 0xc2 || (unsigned char)character.bytes[1] >= 0xa0;
}

void printable_put(struct buffer *out, struct text text)
{
    size_t at = 0;
    while (at < text.length) {
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
