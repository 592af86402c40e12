/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/command_words.h"

#include <string.h>

bool words_list_has(const char *list, struct text word)
{
    struct text rest = text_of(list);
    for (size_t start = 0, end; start < rest.length; start = end + 1) {
        end = text_find(rest, start, ' ');
        if (text_equal(text_part(rest, start, end), word)) {
            return true;
        }
    }
    return false;
}

size_t words_operand(char *const *argv, size_t at, struct text wanted)
{
    for (bool may_be_value = false; argv[at] && at < WORDS_MAX; at++) {
        if (argv[at][0] == '-' && argv[at][1] != '\0') {
            may_be_value = !strchr(argv[at], '=');
        } else if (!may_be_value || text_equal(text_of(argv[at]), wanted)) {
            break;
        } else {
            may_be_value = false;
        }
    }
    return at;
}

bool words_have(char *const *argv, const char *list, size_t end)
{
    for (size_t i = 1; i < end && argv[i] && i < WORDS_MAX; i++) {
        if (words_list_has(list, text_of(argv[i]))) {
            return true;
        }
    }
    return false;
}

const char *words_option(char *const *argv, const char *name, size_t end)
{
    const size_t length = strlen(name);
    const char *value = NULL;
    for (size_t i = 1; i < end && argv[i] && i < WORDS_MAX; i++) {
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=') {
            value = argv[i] + length + 1;
        } else if (strcmp(argv[i], name) == 0) {
            value = argv[i + 1];
        }
    }
    return value;
}

/* Whether argv gives the commands of entry, one below the other. *at is the index behind the last. */
static bool gives_commands(char *const *argv, struct text entry, size_t *at)
{
    *at = 1;
    for (size_t start = 0, end; start < entry.length; start = end + 1) {
        end = text_find(entry, start, '/');
        const struct text command = text_part(entry, start, end);
        *at = words_operand(argv, *at, command);
        if (!argv[*at] || !text_equal(text_of(argv[*at]), command)) {
            return false;
        }
        (*at)++;
    }
    return true;
}

size_t words_behind_command(char *const *argv, const char *commands)
{
    const struct text list = text_of(commands);
    size_t at;
    for (size_t start = 0, end; start < list.length; start = end + 1) {
        end = text_find(list, start, ' ');
        if (gives_commands(argv, text_part(list, start, end), &at)) {
            return at;
        }
    }
    return 0;
}

size_t words_skip_letters(char *const *argv, size_t at, const char *values, const char *wanted, const char **found)
{
    for (; argv[at] && argv[at][0] == '-' && argv[at][1] != '\0' && at < WORDS_MAX; at++) {
        if (strcmp(argv[at], "--") == 0) {
            return at + 1;
        }
        for (const char *letter = argv[at] + 1; *letter != '\0'; letter++) {
            const bool has_value = strchr(values, *letter);
            const char *value = !has_value ? "" : letter[1] != '\0' ? letter + 1 : argv[at + 1];
            *found = strchr(wanted, *letter) ? value : *found;
            if (has_value) {
                at += letter[1] == '\0' && argv[at + 1] ? 1 : 0;
                break;
            }
        }
    }
    return at;
}
