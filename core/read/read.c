/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/read.h"
#include "core/read/format.h"
#include "core/read/read_json.h"
#include "core/read/read_yaml.h"

/* The name of a Unicode encoding other than UTF-8, or NULL. The marks are Unicode's (section 23.8); without a mark the
 * zeros of the first four bytes tell, because both formats begin with an ASCII character (RFC 4627 section 3). */
static const char *foreign_encoding(struct text source)
{
    if (source.length < 2) {
        return NULL;
    }
    bool zero[4] = {false};
    for (size_t i = 0; i < 4 && i < source.length; i++) {
        zero[i] = source.bytes[i] == '\0';
    }
    bool four = source.length >= 4;
    if (text_starts(source, TEXT("\0\0\xfe\xff")) || (four && zero[0] && zero[1] && zero[2] && !zero[3]) ||
        text_starts(source, TEXT("\xff\xfe\0\0")) || (four && !zero[0] && zero[1] && zero[2] && zero[3])) {
        return "UTF-32";
    }
    if (text_starts(source, TEXT("\xfe\xff")) || text_starts(source, TEXT("\xff\xfe")) || zero[0] != zero[1]) {
        return "UTF-16";
    }
    return NULL;
}

static bool read_as(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                    struct reading reading, struct document *document, struct diagnostics *diagnostics)
{
    struct place place = {.source = name};
    if (source.length > DOCUMENT_SIZE_MAX) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "the file is larger than %zu MiB", DOCUMENT_SIZE_MAX >> 20);
        return false;
    }
    const char *encoding = foreign_encoding(source);
    if (encoding) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "the file is %s (save it as UTF-8)", encoding);
        return false;
    }
    if (format == FORMAT_UNKNOWN) {
        format = format_of(arena, name, source, diagnostics);
    }
    switch (format) {
    case FORMAT_YAML:
        return read_yaml(arena, name, source, which, reading, document, diagnostics);
    case FORMAT_JSON:
        return read_json(arena, name, source, which, reading, document, diagnostics);
    case FORMAT_UNKNOWN:
        break;
    }
    return false;
}

bool document_read(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document *document, struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){0}, document, diagnostics);
}

bool document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                              uint32_t which, const struct projection *projection, struct document *document,
                              struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){.projection = projection}, document,
                   diagnostics);
}

static void append(struct arena *arena, struct document_stream *stream, const struct document *document)
{
    stream->list = arena_new(arena, struct document);
    *stream->list = *document;
    stream->count = 1;
}

bool document_read_stream(struct arena *arena, const char *name, struct text source, enum format format,
                          const struct projection *projection, struct document_stream *stream,
                          struct diagnostics *diagnostics)
{
    struct document document;
    *stream = (struct document_stream){0};
    if (!read_as(arena, name, source, format, 0, (struct reading){NULL, projection, stream}, &document, diagnostics)) {
        return false;
    }
    if (stream->count == 0) { /* JSON, or nothing at all */
        append(arena, stream, &document);
    }
    for (uint32_t i = 0; i < stream->count; i++) {
        stream->list[i].documents = stream->count;
    }
    return true;
}

bool document_read_values(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                          struct document_sink *sink, struct document *document, struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){.sink = sink}, document, diagnostics);
}
