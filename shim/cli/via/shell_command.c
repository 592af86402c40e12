/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/via/shell_command.h"
#include "core/base/buffer.h"

#include <stdlib.h>
#include <string.h>

/* Anywhere without quotes, each stands for more than itself. */
#define SPECIAL "()$`\\*?[#~{}!"

struct reader {
    struct arena *arena;
    struct text script;
    size_t at;
    char *const *parameters;
    char **words;
    size_t count;
    struct called *command;
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
    return c == '\0' || strchr("<>;&|", c) || text_is_space(c);
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

/* "$@", and "$0" to "$9". */
static bool take_parameters(struct reader *reader)
{
    const size_t count = count_strings(reader->parameters);
    if (take(reader, TEXT("\"$@\""))) {
        for (size_t i = 1; i < count; i++) {
            reader->words[reader->count++] = reader->parameters[i];
        }
        return true;
    }
    for (char digit = count > 0 ? '0' : '1'; digit <= '9'; digit++) {
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

/* NAME=VALUE before the command: PATH is where it is looked for. */
static bool take_assignment(struct reader *reader, const char *word)
{
    const size_t name = strcspn(word, "=");
    if (reader->count > 0 || name == 0 || word[name] == '\0') {
        return false;
    }
    if (text_equal((struct text){word, name}, TEXT("PATH"))) {
        reader->command->search = word + name + 1;
    }
    return true;
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
    char *string = buffer_string(&buffer);
    if (!is_descriptor && !take_assignment(reader, string) && !is_prefix(reader, word)) {
        reader->words[reader->count++] = string;
    }
    return true;
}

/* What stands between two commands. */
enum separator {
    SEPARATOR_NONE, /* the script ends */
    SEPARATOR_NEXT, /* a line end, ; or && */
    SEPARATOR_OR,   /* || */
    SEPARATOR_OTHER,
};

static enum separator take_separator(struct reader *reader)
{
    static const struct {
        struct text spelt;
        enum separator is;
    } separators[] = {
        {{"&&", 2}, SEPARATOR_NEXT}, {{"||", 2}, SEPARATOR_OR},   {{";;", 2}, SEPARATOR_OTHER},
        {{";", 1}, SEPARATOR_NEXT},  {{"\n", 1}, SEPARATOR_NEXT},
    };
    const struct text rest = text_from(reader->script, reader->at);
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        if (text_starts(rest, separators[i].spelt)) {
            reader->at = text_skip_space(reader->script, reader->at + separators[i].spelt.length);
            return separators[i].is == SEPARATOR_NEXT && byte_at(reader) == '\0' ? SEPARATOR_NONE : separators[i].is;
        }
    }
    return rest.length == 0 ? SEPARATOR_NONE : SEPARATOR_OTHER;
}

/* The words of the command that stands next, which may be none: A=1 is one. False when there is no telling. */
static bool read_command(struct reader *reader)
{
    reader->count = 0;
    while (!strchr(";&|\n\r", byte_at(reader))) { /* the end, too */
        if (!read_next(reader)) {
            return false;
        }
        reader->at = text_skip_blanks(reader->script, reader->at);
    }
    reader->words[reader->count] = NULL;
    return true;
}

/* cd DIR. Where .. leads depends on the links that the shell came by, where a name leads on CDPATH. */
static bool changes_directory(const struct reader *reader)
{
    char *const *words = reader->words + (reader->count == 3 && strcmp(reader->words[1], "--") == 0);
    const char *directory = words[1];
    if (words + 2 != reader->words + reader->count || directory[0] == '-' || directory[0] == '\0' ||
        strstr(directory, "..") || (!strchr("./", directory[0]) && getenv("CDPATH"))) {
        return false;
    }
    called_enter(reader->arena, reader->command, directory);
    return true;
}

static bool is_set_option(const char *word)
{
    return (word[0] == '-' || word[0] == '+') && word[1] != '\0' && strcmp(word, "--") != 0;
}

/* set with options alone: other words would be parameters. */
static bool sets_options(const struct reader *reader)
{
    bool is_name = false; /* set -o NAME */
    for (size_t i = 1; i < reader->count; i++) {
        const char *word = reader->words[i];
        if (!is_name && !is_set_option(word)) {
            return false;
        }
        is_name = !is_name && word[strlen(word) - 1] == 'o';
    }
    return true;
}

static bool exports(const struct reader *reader)
{
    for (size_t i = 1; i < reader->count; i++) {
        const struct text word = text_of(reader->words[i]);
        if (word.bytes[0] == '-' || text_starts(word, TEXT("CDPATH="))) {
            return false;
        }
        if (text_starts(word, TEXT("PATH="))) {
            reader->command->search = word.bytes + sizeof "PATH=" - 1;
        }
    }
    return true;
}

/* Whether the words read last do something in the shell alone, which is known. */
static bool is_of_shell(const struct reader *reader)
{
    const struct text name = reader->count > 0 ? text_of(reader->words[0]) : TEXT(":");
    if (text_equal(name, TEXT("cd"))) {
        return changes_directory(reader);
    }
    if (text_equal(name, TEXT("set"))) {
        return sets_options(reader);
    }
    return text_equal(name, TEXT("export"))
               ? exports(reader)
               : text_equal(name, TEXT(":")) || text_equal(name, TEXT("umask")) || text_equal(name, TEXT("ulimit"));
}

/* COMMAND || exit: the script goes on only when the command did what it says. */
static bool skip_exit(struct reader *reader)
{
    return read_command(reader) && reader->count > 0 && strcmp(reader->words[0], "exit") == 0 &&
           take_separator(reader) == SEPARATOR_NEXT;
}

bool shell_command(struct arena *arena, const char *script, char *const *parameters, struct called *command)
{
    struct reader reader = {.arena = arena, .script = text_of(script), .parameters = parameters, .command = command};
    /* "$@" may be given more than once, but not more often than every fourth byte. */
    const size_t most = reader.script.length + 1 + count_strings(parameters) * (reader.script.length / 4 + 1);
    reader.words = arena_array(arena, char *, most);
    reader.at = text_skip_space(reader.script, 0);
    for (;;) {
        if (!read_command(&reader)) {
            return false;
        }
        const enum separator separator = take_separator(&reader);
        if (separator == SEPARATOR_NONE) {
            command->words = reader.words;
            return reader.count > 0;
        }
        if (separator == SEPARATOR_OTHER || !is_of_shell(&reader) ||
            (separator == SEPARATOR_OR && !skip_exit(&reader))) {
            return false;
        }
    }
}
