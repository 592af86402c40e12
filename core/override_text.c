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

/* {" is how JSON begins, and hardly how anybody begins YAML. */
static bool is_meant_as_json(struct text source)
{
    size_t start = skip_blanks(source, text_starts(source, TEXT("\xef\xbb\xbf")) ? 3 : 0);
    if (start == source.length || source.bytes[start] != '{') {
        return false;
    }
    size_t inner = skip_blanks(source, start + 1);
    return inner < source.length && source.bytes[inner] == '"';
}

/* JSON is tried first: {files: {a.yaml: {x: 1}}} fails as JSON and is YAML's flow style. */
bool override_text_read(struct arena *arena, const char *name, struct text source, struct document *document,
                        struct diagnostics *diagnostics)
{
    if (format_of_name(text_of(name)) == FORMAT_JSON) {
        return document_read(arena, name, source, FORMAT_JSON, 0, document, diagnostics);
    }
    struct diagnostics json = {.arena = arena}, yaml = {.arena = arena};
    if (document_read(arena, name, source, FORMAT_JSON, 0, document, &json)) {
        move_diagnostics(diagnostics, &json);
        return true;
    }
    bool right = read_yaml(arena, name, source, document, &yaml);
    move_diagnostics(diagnostics, !right && is_meant_as_json(source) ? &json : &yaml);
    return right;
}

bool override_text_is_blank(struct text source)
{
    return skip_blanks(source, 0) == source.length;
}
