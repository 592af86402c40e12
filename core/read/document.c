/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/document.h"
#include "core/read/document_reader.h"
#include "core/base/utf8.h"

#include <string.h>

static const struct {
    const char *extension;
    enum format format;
    const char *refused_as; /* of a format that inlay does not patch */
} extensions[] = {
    {"yaml", FORMAT_YAML, NULL},       {"yml", FORMAT_YAML, NULL},
    {"json", FORMAT_JSON, NULL},       {"toml", FORMAT_UNKNOWN, "TOML"},
    {"ini", FORMAT_UNKNOWN, "INI"},    {"cfg", FORMAT_UNKNOWN, ".cfg"},
    {"conf", FORMAT_UNKNOWN, ".conf"}, {"properties", FORMAT_UNKNOWN, ".properties"},
    {"py", FORMAT_UNKNOWN, "Python"},  {"env", FORMAT_UNKNOWN, ".env"},
    {"xml", FORMAT_UNKNOWN, "XML"},
};
#define EXTENSION_COUNT (sizeof extensions / sizeof *extensions)

/* In ASCII alone: strcasecmp follows the job's locale, and in Turkish the small letter of I is not i. */
static bool equal_any_case(struct text word, const char *lower_case)
{
    if (word.length != strlen(lower_case)) {
        return false;
    }
    for (size_t i = 0; i < word.length; i++) {
        char c = word.bytes[i];
        if ((c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c) != lower_case[i]) {
            return false;
        }
    }
    return true;
}

/* An index into extensions, or EXTENSION_COUNT. */
static size_t find_extension(struct text name)
{
    size_t start = name.length;
    while (start > 0 && name.bytes[start - 1] != '.' && name.bytes[start - 1] != '/') {
        start--;
    }
    if (start == 0 || name.bytes[start - 1] == '/') {
        return EXTENSION_COUNT;
    }
    struct text extension = text_from(name, start);
    size_t i = 0;
    while (i < EXTENSION_COUNT && !equal_any_case(extension, extensions[i].extension)) {
        i++;
    }
    return i;
}

enum format format_of_name(struct text name)
{
    size_t i = find_extension(name);
    return i < EXTENSION_COUNT ? extensions[i].format : FORMAT_UNKNOWN;
}

static enum format format_of_content(struct arena *arena, const char *name, struct text source)
{
    size_t at = text_starts(source, TEXT("\xef\xbb\xbf")) ? 3 : 0;
    while (at < source.length && strchr(" \t\r\n", source.bytes[at]) && source.bytes[at] != '\0') {
        at++;
    }
    if (at == source.length || (source.bytes[at] != '{' && source.bytes[at] != '[')) {
        return FORMAT_YAML;
    }
    struct document document;
    struct diagnostics unheard = {.arena = arena};
    static const struct projection nowhere;
    struct reading reading = {.projection = &nowhere};
    return document_read_json(arena, name, source, 0, reading, &document, &unheard) ? FORMAT_JSON : FORMAT_YAML;
}

enum format format_of(struct arena *arena, const char *name, struct text source, struct diagnostics *diagnostics)
{
    size_t i = find_extension(text_of(name));
    if (i == EXTENSION_COUNT) {
        return format_of_content(arena, name, source);
    }
    if (extensions[i].refused_as) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "%s is not a format that inlay patches (only YAML and JSON)", extensions[i].refused_as);
    }
    return extensions[i].format;
}

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
        return document_read_yaml(arena, name, source, which, reading, document, diagnostics);
    case FORMAT_JSON:
        return document_read_json(arena, name, source, which, reading, document, diagnostics);
    case FORMAT_UNKNOWN:
        break;
    }
    return false;
}

bool document_read(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document *document, struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){NULL, NULL}, document, diagnostics);
}

bool document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                              uint32_t which, const struct projection *projection, struct document *document,
                              struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){NULL, projection}, document, diagnostics);
}

bool document_scan(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document_sink *sink, struct document *document, struct diagnostics *diagnostics)
{
    return read_as(arena, name, source, format, which, (struct reading){sink, NULL}, document, diagnostics);
}
