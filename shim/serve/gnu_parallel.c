/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/gnu_parallel.h"
#include "core/base/text.h"
#include "shim/serve/command_words.h"

#include <string.h>

static bool starts(const char *word, const char *beginning)
{
    return word && text_starts(text_of(word), text_of(beginning));
}

bool gnu_parallel_is_errand(char *const *command)
{
    if (starts(command[0], "cd ") && strstr(command[0], "; rsync")) { /* what --return fetches */
        return starts(command[1], "--server");
    }
    if (!command[0] || strcmp(command[0], "exec") != 0 || !command[1]) {
        return false;
    }
    const bool counts = strcmp(command[1], "parallel") == 0 && starts(command[2], "--number-of-");
    return counts || strcmp(command[1], "mkdir") == 0 || starts(command[1], "sh -c 'rm -f ");
}

static int digit(char character)
{
    const char *const digits = "0123456789abcdef", *found = strchr(digits, character);
    return found ? (int)(found - digits) : -1;
}

/* Whether the bytes that the words say in hexadecimal, one word behind the other, contain text, which begins with a byte
 * that it has only once. Each word has whole bytes. */
static bool says(char *const *words, const char *text)
{
    size_t matched = 0;
    for (size_t i = 0; words[i] && i < WORDS_MAX; i++) {
        for (const char *at = words[i]; at[0] != '\0' && digit(at[0]) >= 0 && at[1] != '\0' && digit(at[1]) >= 0;
             at += 2) {
            const char byte = (char)(digit(at[0]) << 4 | digit(at[1]));
            matched = byte == text[matched] ? matched + 1 : byte == text[0];
            if (text[matched] == '\0') {
                return true;
            }
        }
    }
    return false;
}

bool gnu_parallel_hands_on(char *const *words)
{
    size_t i = 0;
    while (words[i] && i < WORDS_MAX && !starts(words[i], "GNU_Parallel_worker")) {
        i++;
    }
    return words[i] && i < WORDS_MAX && (says(words + i + 1, "INLAY_") || says(words + i + 1, "inlay run "));
}
