/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/csv.h"
#include "core/base/utf8.h"

struct csv_reader csv_reader_of(struct arena *arena, struct text source)
{
    const size_t start = utf8_mark_length(source);
    return (struct csv_reader){.arena = arena, .source = source, .at = start, .counted = start, .line = 1, .column = 1};
}

static bool is_at_end(const struct csv_reader *reader)
{
    return reader->at >= reader->source.length;
}

static bool is_at_line_end(const struct csv_reader *reader)
{
    return is_at_end(reader) || text_is_line_end(reader->source.bytes[reader->at]);
}

/* CR and LF together are one. */
static void pass_line_end(struct csv_reader *reader)
{
    const struct text rest = text_from(reader->source, reader->at);
    reader->at += text_starts(rest, TEXT("\r\n")) ? 2 : 1;
    reader->line++;
    reader->counted = reader->at;
    reader->column = 1;
}

/* Of what stands at `at`: counted on from the last time, since a line may be long. */
static uint32_t column_of(struct csv_reader *reader)
{
    reader->column += (uint32_t)utf8_count(text_part(reader->source, reader->counted, reader->at));
    reader->counted = reader->at;
    return reader->column;
}

static bool refuse(struct csv_reader *reader, const char *problem, uint32_t line, uint32_t column)
{
    reader->problem = problem;
    reader->problem_line = line;
    reader->problem_column = column;
    return false;
}

static void read_bare(struct csv_reader *reader, struct csv_field *field)
{
    const size_t start = reader->at;
    while (!is_at_line_end(reader) && reader->source.bytes[reader->at] != ',') {
        reader->at++;
    }
    field->text = text_part(reader->source, start, reader->at);
}

/* Up to the quote that closes it, which is passed. Lines inside are counted. */
static bool read_quoted(struct csv_reader *reader, struct csv_field *field)
{
    struct buffer text = {.arena = reader->arena};
    for (reader->at++; !is_at_end(reader);) {
        const size_t start = reader->at;
        const char c = reader->source.bytes[start];
        if (text_is_line_end(c)) {
            pass_line_end(reader);
        } else {
            reader->at++;
        }
        if (c == '"' && (is_at_end(reader) || reader->source.bytes[reader->at] != '"')) {
            field->text = buffer_text(&text);
            return true;
        }
        reader->at += c == '"';
        buffer_put(&text, c == '"' ? TEXT("\"") : text_part(reader->source, start, reader->at));
    }
    return refuse(reader, "this quote is not closed", field->line, field->column);
}

static bool read_field(struct csv_reader *reader, struct csv_field *field)
{
    *field = (struct csv_field){.line = reader->line, .column = column_of(reader)};
    field->quoted = !is_at_end(reader) && reader->source.bytes[reader->at] == '"';
    if (!field->quoted) {
        read_bare(reader, field);
        return true;
    }
    if (!read_quoted(reader, field)) {
        return false;
    }
    if (!is_at_line_end(reader) && reader->source.bytes[reader->at] != ',') {
        return refuse(reader,
                      "something stands behind the quote that closes this field (a quote inside is written twice)",
                      reader->line, column_of(reader));
    }
    return true;
}

enum outcome csv_read_row(struct csv_reader *reader, struct csv_row *row)
{
    size_t capacity = 0;
    *row = (struct csv_row){0};
    while (!is_at_end(reader) && is_at_line_end(reader)) {
        pass_line_end(reader);
    }
    if (is_at_end(reader) || reader->problem) {
        return reader->problem ? OUTCOME_REFUSED : OUTCOME_NONE;
    }
    for (bool goes_on = true; goes_on; row->count++) {
        arena_grow(reader->arena, row->fields, row->count, &capacity);
        if (!read_field(reader, &row->fields[row->count])) {
            return OUTCOME_REFUSED;
        }
        goes_on = !is_at_line_end(reader); /* a comma stands here */
        reader->at += goes_on;
    }
    if (!is_at_end(reader)) {
        pass_line_end(reader);
    }
    return OUTCOME_FOUND;
}

/* Blanks around a field are its own, but some readers drop them. */
static bool needs_quotes(struct text field)
{
    for (size_t i = 0; i < field.length; i++) {
        const char c = field.bytes[i];
        if (c == ',' || c == '"' || text_is_line_end(c)) {
            return true;
        }
    }
    return field.length > 0 && (text_is_blank(field.bytes[0]) || text_is_blank(field.bytes[field.length - 1]));
}

static void put_field(struct buffer *out, struct text field)
{
    size_t quote;
    buffer_byte(out, '"');
    for (size_t at = 0; at < field.length; at = quote + 1) {
        quote = text_find(field, at, '"');
        buffer_put(out, text_part(field, at, quote));
        if (quote < field.length) {
            buffer_put(out, TEXT("\"\""));
        }
    }
    buffer_byte(out, '"');
}

/* A row of one empty field would be a blank line, and one that begins with a byte-order mark would lose it. */
void csv_put_row(struct buffer *out, const struct text *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            buffer_byte(out, ',');
        }
        const bool is_hazard = i == 0 && ((count == 1 && fields[0].length == 0) || utf8_mark_length(fields[0]) > 0);
        if (is_hazard || needs_quotes(fields[i])) {
            put_field(out, fields[i]);
        } else {
            buffer_put(out, fields[i]);
        }
    }
    buffer_put(out, TEXT("\r\n"));
}
