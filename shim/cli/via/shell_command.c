/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/shell_command.h"
#include "core/base/buffer.h"

#include <string.h>

/* Anywhere without quotes, each stands for more than itself. */
#define SPECIAL "|&;()$`\\*?[#~{}!"

struct reader {
    struct arena *arena;
    struct text script;
    size_t at;
    char *const *parameters;
    char **words;
    size_t count;
};

static size_t count_strings(char *const *strings)
{
    size_t count = 0;
    while (strings[count]) {
        count++;
    }
    return count;
}

static char byte_at(const struct reader *reader)
{
    return reader->at < reader->script.length ? reader->script.bytes[reader->at] : '\0';
}

static bool ends_word(char c)
{
    return c == '\0' || c == '<' || c == '>' || text_is_space(c);
}

/* A quoted part; false when it is not what it looks like. */
static bool read_quoted(struct reader *reader, struct buffer *word)
{
    const char quote = byte_at(reader);
    const size_t end = text_find(reader->script, reader->at + 1, quote);
    const struct text part = text_part(reader->script, reader->at + 1, end);
    if (end == reader->script.length || (quote == '"' && strcspn(part.bytes, "$`\\\"") < part.length)) {
        return false;
    }
    buffer_put(word, part);
    reader->at = end + 1;
    return true;
}

/* False when a shell may make another word of it. */
static bool read_word(struct reader *reader, struct buffer *word)
{
    while (!ends_word(byte_at(reader))) {
        const char c = byte_at(reader);
        if (c == '"' || c == '\'') {
            if (!read_quoted(reader, word)) {
                return false;
            }
        } else if (strchr(SPECIAL, c)) {
            return false;
        } else {
            buffer_byte(word, c);
            reader->at++;
        }
    }
    return true;
}

/* Whether the script goes on with this word. */
static bool take(struct reader *reader, struct text word)
{
    if (!text_starts(text_from(reader->script, reader->at), word)) {
        return false;
    }
    reader->at += word.length;
    if (ends_word(byte_at(reader))) {
        return true;
    }
    reader->at -= word.length;
    return false;
}

/* "$@", and "$1" to "$9". */
static bool take_parameters(struct reader *reader)
{
    const size_t count = count_strings(reader->parameters);
    if (take(reader, TEXT("\"$@\""))) {
        for (size_t i = 1; i < count; i++) {
            reader->words[reader->count++] = reader->parameters[i];
        }
        return true;
    }
    for (char digit = '1'; digit <= '9'; digit++) {
        const char reference[] = {'"', '$', digit, '"', '\0'};
        const size_t index = (size_t)(digit - '0');
        if (take(reader, text_of(reference))) {
            reader->words[reader->count++] =
                index < count ? reader->parameters[index] : text_string(reader->arena, TEXT(""));
            return true;
        }
    }
    return false;
}

/* Past an operator and the file that it names. */
static bool skip_redirection(struct reader *reader)
{
    struct buffer file = {.arena = reader->arena};
    const size_t length = strspn(reader->script.bytes + reader->at, "<>&|");
    if (text_starts(text_from(reader->script, reader->at), TEXT("<<"))) {
        return false;
    }
    reader->at = text_skip_blanks(reader->script, reader->at + length);
    return read_word(reader, &file) && file.length > 0;
}

/* NAME=VALUE before the command. */
static bool is_assignment_word(const struct reader *reader, struct text word)
{
    const size_t equals = text_find(word, 0, '=');
    return reader->count == 0 && equals > 0 && equals < word.length;
}

/* What stands before the program itself, and changes nothing. */
static bool is_prefix(const struct reader *reader, struct text word)
{
    return reader->count == 0 && (text_equal(word, TEXT("exec")) || text_equal(word, TEXT("command")));
}

static bool read_next(struct reader *reader)
{
    struct buffer buffer = {.arena = reader->arena};
    if (byte_at(reader) == '<' || byte_at(reader) == '>') {
        return skip_redirection(reader);
    }
    if (take_parameters(reader)) {
        return true;
    }
    const size_t start = reader->at;
    if (!read_word(reader, &buffer)) {
        return false;
    }
    const struct text word = buffer_text(&buffer);
    const bool is_redirected = byte_at(reader) == '<' || byte_at(reader) == '>';
    const size_t digits = is_redirected ? text_skip_digits(reader->script, start) - start : 0;
    const bool is_descriptor = digits > 0 && start + digits == reader->at;
    if (is_descriptor && digits > 1) {
        return false; /* for dash it is a word, for bash the number of a descriptor */
    }
    if (!is_descriptor && !is_assignment_word(reader, word) && !is_prefix(reader, word)) {
        reader->words[reader->count++] = buffer_string(&buffer);
    }
    return true;
}

char **shell_command_words(struct arena *arena, const char *script, char *const *parameters)
{
    struct reader reader = {.arena = arena, .script = text_of(script), .parameters = parameters};
    /* "$@" may be given more than once, but not more often than every fourth byte. */
    const size_t most = reader.script.length + 1 + count_strings(parameters) * (reader.script.length / 4 + 1);
    reader.words = arena_array(arena, char *, most);
    reader.at = text_skip_space(reader.script, 0);
    while (byte_at(&reader) != '\0') {
        if (!read_next(&reader)) {
            return NULL;
        }
        reader.at = text_skip_blanks(reader.script, reader.at);
        if (text_is_line_end(byte_at(&reader))) {
            reader.at = text_skip_space(reader.script, reader.at);
            if (byte_at(&reader) != '\0') {
                return NULL; /* another command */
            }
        }
    }
    return reader.count > 0 ? reader.words : NULL;
}
