/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/format.h"
#include "core/base/utf8.h"
#include "core/read/read_json.h"

static const struct {
    char extension[16];
    enum format format;
    char refused_as[12]; /* of a format that inlay does not patch; else empty */
} extensions[] = {
    {"yaml", FORMAT_YAML, ""},        {"yml", FORMAT_YAML, ""},          {"json", FORMAT_JSON, ""},
    {"jsonc", FORMAT_JSON, ""},       {"json5", FORMAT_JSON, ""},        {"jsonld", FORMAT_JSON, ""},
    {"babelrc", FORMAT_JSON, ""},     {"swcrc", FORMAT_JSON, ""},        {"code-workspace", FORMAT_JSON, ""},
    {"ipynb", FORMAT_JSON, ""},       {"geojson", FORMAT_JSON, ""},      {"topojson", FORMAT_JSON, ""},
    {"webmanifest", FORMAT_JSON, ""}, {"har", FORMAT_JSON, ""},          {"avsc", FORMAT_JSON, ""},
    {"gltf", FORMAT_JSON, ""},        {"toml", FORMAT_UNKNOWN, "TOML"},  {"ini", FORMAT_UNKNOWN, "INI"},
    {"cfg", FORMAT_UNKNOWN, ".cfg"},  {"conf", FORMAT_UNKNOWN, ".conf"}, {"properties", FORMAT_UNKNOWN, ".properties"},
    {"py", FORMAT_UNKNOWN, "Python"}, {"env", FORMAT_UNKNOWN, ".env"},   {"xml", FORMAT_UNKNOWN, "XML"},
};
#define EXTENSION_COUNT (sizeof extensions / sizeof *extensions)

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
    while (i < EXTENSION_COUNT && !text_equal_any_case(extension, text_of(extensions[i].extension))) {
        i++;
    }
    return i;
}

enum format format_of_name(struct text name)
{
    size_t i = find_extension(name);
    return i < EXTENSION_COUNT ? extensions[i].format : FORMAT_UNKNOWN;
}

/* Past comments of JavaScript and the space around them. */
static size_t skip_comments(struct text source, size_t at)
{
    for (;;) {
        struct text rest = text_from(source, at);
        if (text_starts(rest, TEXT("//"))) {
            at = text_find(source, at, '\n');
        } else if (text_starts(rest, TEXT("/*"))) {
            do {
                at = text_find(source, at + 1, '*');
            } while (at < source.length && !text_starts(text_from(source, at), TEXT("*/")));
            at += at < source.length ? 2 : 0;
        } else {
            return at;
        }
        at = text_skip_space(source, at);
    }
}

static enum format format_of_content(struct arena *arena, const char *name, struct text source)
{
    size_t at = skip_comments(source, text_skip_space(source, utf8_mark_length(source)));
    if (at == source.length || (source.bytes[at] != '{' && source.bytes[at] != '[')) {
        return FORMAT_YAML;
    }
    struct document document;
    struct diagnostics ignored = {.arena = arena};
    static const struct projection nowhere;
    struct reading reading = {.projection = &nowhere};
    return read_json(arena, name, source, 0, reading, &document, &ignored) ? FORMAT_JSON : FORMAT_YAML;
}

enum format format_of(struct arena *arena, const char *name, struct text source, struct diagnostics *diagnostics)
{
    size_t i = find_extension(text_of(name));
    if (i == EXTENSION_COUNT) {
        return format_of_content(arena, name, source);
    }
    if (extensions[i].refused_as[0] != '\0') {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "%s is not a format that inlay patches (only YAML and JSON)", extensions[i].refused_as);
    }
    return extensions[i].format;
}
