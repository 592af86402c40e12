/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/shell_word.h"

#include <string.h>

/* What no shell takes for anything but itself, wherever it stands: zsh expands [0], ~ and ^, too, and a = or ~ that
 * begins a word. */
static bool is_plain(char c)
{
    return is_digit(c) || (text_lower(c) >= 'a' && text_lower(c) <= 'z') || (unsigned char)c >= 0x80 ||
           (c != '\0' && strchr("_./:,@%+-=", c));
}

static bool needs_quotes(struct text word)
{
    size_t at = 0;
    while (at < word.length && is_plain(word.bytes[at])) {
        at++;
    }
    return at < word.length || word.length == 0 || word.bytes[0] == '=';
}

void shell_word_put(struct buffer *out, struct text word)
{
    if (!needs_quotes(word)) {
        buffer_put(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (size_t i = 0; i < word.length; i++) {
        if (word.bytes[i] == '\'') {
            buffer_put(out, TEXT("'\\'"));
        }
        buffer_byte(out, word.bytes[i]);
    }
    buffer_byte(out, '\'');
}

const char *shell_word(struct arena *arena, struct text word)
{
    struct buffer out = {.arena = arena};
    shell_word_put(&out, word);
    return buffer_string(&out);
}
