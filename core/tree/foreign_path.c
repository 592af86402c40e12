/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/foreign_path.h"
#include "core/tree/keypath.h"

#include <string.h>

struct reader {
    struct text source;
    size_t at;
    struct step *steps; /* room for one a byte of source, and one more */
    size_t count;
};

static char next(const struct reader *reader)
{
    return reader->at < reader->source.length ? reader->source.bytes[reader->at] : '\0';
}

static bool is_quote(char c)
{
    return c == '"' || c == '\'';
}

static bool add_key(struct reader *reader, struct text key)
{
    reader->steps[reader->count++] = (struct step){.kind = STEP_KEY, .key = key};
    return key.length > 0;
}

/* "b.c" or 'b.c', without escapes. */
static bool read_quoted(struct reader *reader)
{
    size_t start = reader->at + 1;
    size_t end = text_find(reader->source, start, next(reader));
    bool closed = end < reader->source.length;
    reader->at = closed ? end + 1 : end;
    return closed && add_key(reader, text_part(reader->source, start, end));
}

static bool read_bare(struct reader *reader)
{
    size_t start = reader->at;
    while (next(reader) != '\0' && !strchr(".[]\"'\\", next(reader))) {
        reader->at++;
    }
    return add_key(reader, text_part(reader->source, start, reader->at));
}

static bool read_brackets(struct reader *reader)
{
    uint32_t index;
    reader->at++;
    if (is_quote(next(reader))) {
        return read_quoted(reader) && next(reader) == ']' && ++reader->at;
    }
    size_t end = text_find(reader->source, reader->at, ']');
    bool right = end < reader->source.length && text_number(text_part(reader->source, reader->at, end), &index);
    if (right) {
        reader->steps[reader->count++] = (struct step){.kind = STEP_INDEX, .index = index};
        reader->at = end + 1;
    }
    return right;
}

static bool read_step(struct reader *reader)
{
    reader->at += next(reader) == '.';
    return next(reader) == '['      ? read_brackets(reader)
           : is_quote(next(reader)) ? read_quoted(reader)
                                    : read_bare(reader);
}

struct text foreign_path(struct arena *arena, struct text source)
{
    while (source.length > 0 && text_is_blank(source.bytes[source.length - 1])) {
        source.length--; /* .a = 1, as yq has it */
    }
    struct reader reader = {.source = source, .steps = arena_array(arena, struct step, source.length + 1)};
    bool right = source.length > 0;
    reader.at = text_starts(source, TEXT("$.")) || text_starts(source, TEXT("$["));
    while (right && reader.at < source.length) {
        right = read_step(&reader);
    }
    return right ? keypath_text(arena, (struct keypath){reader.steps, reader.count}) : TEXT("");
}
