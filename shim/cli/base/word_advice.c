/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/word_advice.h"
#include "core/base/escape.h"
#include "core/base/shell_word.h"
#include "core/overrides/assignment.h"
#include "core/overrides/target.h"
#include "core/read/format.h"
#include "shim/serve/search_path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *formatted(struct arena *arena, const char *format, const char *word)
{
    struct buffer out = {.arena = arena};
    for (; *format != '\0'; format++) {
        if (*format == '%') {
            buffer_put(&out, text_of(word));
        } else {
            buffer_byte(&out, *format);
        }
    }
    return buffer_string(&out);
}

static bool is_config_file(const char *path)
{
    struct stat seen;
    return format_of_name(text_of(path)) != FORMAT_UNKNOWN && stat(path, &seen) == 0 && S_ISREG(seen.st_mode);
}

static bool is_program(struct arena *arena, const char *word)
{
    return search_path_find(arena_alloc(arena, SEARCH_PATH_MAX), word, getenv("PATH")) != NULL;
}

static bool read_target(struct arena *arena, struct text word, struct target *target)
{
    struct diagnostics unheard = {.arena = arena};
    return target_read(arena, (struct place){0}, word, target, &unheard);
}

/* All before the value's =. */
static struct text target_of(const char *word)
{
    struct text text = text_of(word);
    return text_part(text, 0, target_end(text));
}

const char *word_without_value(struct arena *arena, const char *word)
{
    struct text target = target_of(word);
    return target.length == strlen(word) ? word : formatted(arena, "%=…", text_string(arena, target));
}

bool word_is_override(struct arena *arena, const char *word)
{
    struct target target;
    return target_of(word).length < strlen(word) && read_target(arena, target_of(word), &target) &&
           target.file.length > 0 && is_config_file(text_string(arena, target.file));
}

static bool has_separator(char *const *words)
{
    while (*words && strcmp(*words, "--") != 0) {
        words++;
    }
    return *words != NULL;
}

/* FILE:KEY of FILE:KEY or FILE:KEY:VALUE, where the file is there; else "". */
static struct text target_without_value(struct arena *arena, const char *word)
{
    struct target target;
    struct text text = text_of(word);
    size_t colon = escape_find(text, 0, ':');
    struct text file = text_part(text, 0, colon);
    text = text_part(text, 0, colon < text.length ? escape_find(text, colon + 1, ':') : 0);
    bool is_target = text.length > 0 && is_config_file(text_string(arena, file)) && read_target(arena, text, &target);
    return is_target ? text : TEXT("");
}

const char *word_advice(struct arena *arena, const char *word, char *const *behind, bool has_file)
{
    struct target target;
    const char *next = *behind;
    const char *shown = shell_word(arena, text_of(word));
    if (is_config_file(word)) {
        return formatted(arena, next && is_assignment(text_of(next), true) ? "did you mean -f %?" : "write %:KEY=VALUE",
                         shown);
    }
    if (next && next[0] != '-' && !is_assignment(text_of(next), true) && !is_program(arena, word) &&
        read_target(arena, text_of(word), &target) && (has_file || target.file.length > 0)) {
        return formatted(arena, "did you mean %=VALUE, in one word?", shown);
    }
    struct text without_value = target_without_value(arena, word);
    if (without_value.length > 0) {
        return formatted(arena, "did you mean %=VALUE?", shell_word(arena, without_value));
    }
    return has_separator(behind) && !is_program(arena, word) ? "an assignment is FILE:KEY=VALUE" : NULL;
}

/* As a shell takes it before a command. */
static bool sets_variable(const char *word)
{
    size_t name = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789");
    return name > 0 && !is_digit(word[0]) && word[name] == '=';
}

const char *word_advice_of_program(struct arena *arena, const char *program)
{
    struct target target;
    if (sets_variable(program)) {
        return formatted(arena, "to set a variable: -- env %=VALUE COMMAND", text_string(arena, target_of(program)));
    }
    if (is_assignment(text_of(program), false) && read_target(arena, target_of(program), &target)) {
        return "an assignment stands before --";
    }
    if (strchr(program, ' ')) {
        return formatted(arena, "it is one word: leave out the quotes, or let a shell take it apart: -- sh -c %",
                         shell_word(arena, text_of(program)));
    }
    return NULL;
}
