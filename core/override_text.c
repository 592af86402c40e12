#include "core/override_text.h"

#include <string.h>

static void move_diagnostics(struct diagnostics *to, const struct diagnostics *from)
{
    if (!from->first) {
        return;
    }
    if (to->last) {
        to->last->next = from->first;
    } else {
        to->first = from->first;
    }
    to->last = from->last;
    to->errors += from->errors;
}

static size_t skip_blanks(struct text source, size_t at)
{
    while (at < source.length && source.bytes[at] != '\0' && strchr(" \t\r\n", source.bytes[at])) {
        at++;
    }
    return at;
}

static bool read_yaml(struct arena *arena, const char *name, struct text source, struct document *document,
                      struct diagnostics *diagnostics)
{
    struct diagnostics found = {.arena = arena};
    bool right = document_read(arena, name, source, FORMAT_YAML, 0, document, &found);
    if (!right && document->documents > 1) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "several YAML documents (an override document is one: give each by itself)");
        return false;
    }
    move_diagnostics(diagnostics, &found);
    return right;
}

/* JSON, or YAML: what begins as JSON may be YAML's flow style, {files: {a.yaml: {x: 1}}}. */
bool override_text_read(struct arena *arena, const char *name, struct text source, struct document *document,
                        struct diagnostics *diagnostics)
{
    if (format_of_name(text_of(name)) == FORMAT_JSON) {
        return document_read(arena, name, source, FORMAT_JSON, 0, document, diagnostics);
    }
    size_t start = skip_blanks(source, text_starts(source, TEXT("\xef\xbb\xbf")) ? 3 : 0);
    bool brace = start < source.length && source.bytes[start] == '{';
    bool bracket = start < source.length && source.bytes[start] == '[';
    if (!brace && !bracket) {
        return read_yaml(arena, name, source, document, diagnostics);
    }
    struct diagnostics json = {.arena = arena}, yaml = {.arena = arena};
    if (document_read(arena, name, source, FORMAT_JSON, 0, document, &json)) {
        move_diagnostics(diagnostics, &json);
        return true;
    }
    bool right = read_yaml(arena, name, source, document, &yaml);
    size_t inner = skip_blanks(source, start + 1);
    bool meant_as_json = brace && inner < source.length && source.bytes[inner] == '"';
    move_diagnostics(diagnostics, !right && meant_as_json ? &json : &yaml);
    return right;
}

bool override_text_is_blank(struct text source)
{
    return skip_blanks(source, 0) == source.length;
}
