/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/place.h"
#include "core/base/utf8.h"

/* A mark stands at each multiple of so many bytes. */
#define MARK_DISTANCE 1024

struct place_mark {
    uint32_t line, column;
};

/* Moves place from source.bytes[at] to source.bytes[end]. It may stop between any two bytes: a carriage return counts
 * as a character of its line until its newline comes. */
static void advance_place(struct text source, size_t at, size_t end, struct place *place)
{
    while (at < end) {
        char c = source.bytes[at++];
        bool crlf = c == '\r' && at < source.length && source.bytes[at] == '\n';
        if (c == '\n' || (c == '\r' && !crlf)) {
            place->line++;
            place->column = 1;
        } else if (!utf8_is_continuation(c)) {
            place->column++;
        }
    }
}

struct place document_place(const struct document *document, uint32_t offset)
{
    struct text source = document->source;
    struct place place = {.source = document->name, .line = 1, .column = 1};
    size_t end = offset < source.length ? offset : source.length;
    size_t at = utf8_mark_length(source);
    if (document->marks && end >= MARK_DISTANCE) {
        at = end / MARK_DISTANCE * MARK_DISTANCE;
        place.line = document->marks[end / MARK_DISTANCE].line;
        place.column = document->marks[end / MARK_DISTANCE].column;
    }
    advance_place(source, at, end, &place);
    return place;
}

void document_mark_places(struct arena *arena, struct document *document)
{
    struct text source = document->source;
    struct place place = {.line = 1, .column = 1};
    size_t count = source.length / MARK_DISTANCE + 1;
    size_t at = utf8_mark_length(source);
    if (document->marks) {
        return;
    }
    document->marks = arena_array(arena, struct place_mark, count);
    for (size_t i = 1; i < count; i++) {
        advance_place(source, at, i * MARK_DISTANCE, &place);
        at = i * MARK_DISTANCE;
        document->marks[i] = (struct place_mark){place.line, place.column};
    }
}
