/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/override_text.h"
#include "core/base/nearest.h"
#include "core/base/utf8.h"
#include "core/overrides/override_value.h"
#include "core/read/format.h"
#include "core/read/read.h"
#include "core/tree/place.h"

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

static bool read_yaml(struct arena *arena, const char *name, struct text source, struct document *document,
                      struct diagnostics *diagnostics)
{
    struct diagnostics found = {.arena = arena};
    bool right = document_read(arena, name, source, FORMAT_YAML, 0, document, &found);
    if (!right && document->documents > 1) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "several YAML documents (give each by itself)");
        return false;
    }
    move_diagnostics(diagnostics, &found);
    return right;
}

/* {" is how JSON begins, and hardly how anybody begins YAML. So is {}. */
static bool is_meant_as_json(struct text source)
{
    size_t start = text_skip_space(source, utf8_mark_length(source));
    if (start == source.length || source.bytes[start] != '{') {
        return false;
    }
    size_t inner = text_skip_space(source, start + 1);
    return inner < source.length && (source.bytes[inner] == '"' || source.bytes[inner] == '}');
}

/* JSON that is broken must not be read as YAML after all: {"seed": } would be a null there. So what begins as JSON is
 * JSON; {files: {a.yaml: {x: 1}}} is YAML's flow style. */
bool override_text_read(struct arena *arena, const char *name, struct text source, struct document *document,
                        struct diagnostics *diagnostics)
{
    enum format format = format_of_name(text_of(name));
    if (format == FORMAT_JSON || (format == FORMAT_UNKNOWN && is_meant_as_json(source))) {
        return document_read(arena, name, source, FORMAT_JSON, 0, document, diagnostics);
    }
    return read_yaml(arena, name, source, document, diagnostics);
}

/* No value at all, or a YAML document without one. */
static bool is_empty(const struct node *root)
{
    return !root || (root->kind == NODE_NULL && root->start == root->end);
}

enum outcome override_text_read_root(struct arena *arena, const char *name, struct text source, enum format format,
                                     bool tagged, struct document *document, struct diagnostics *diagnostics)
{
    if (text_skip_space(source, 0) == source.length) {
        return OUTCOME_NONE;
    }
    if (format == FORMAT_UNKNOWN ? !override_text_read(arena, name, source, document, diagnostics)
                                 : !document_read(arena, name, source, format, 0, document, diagnostics)) {
        return OUTCOME_REFUSED;
    }
    if (is_empty(document->root)) {
        return OUTCOME_NONE;
    }
    document_mark_places(arena, document);
    bool (*settle)(struct arena *, struct node *, const struct document *, struct place, struct diagnostics *) =
        tagged ? value_settle_tagged : value_settle;
    return settle(arena, document->root, document, (struct place){0}, diagnostics) ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

void override_text_refuse(const struct document *document, const struct node *node, const char *problem,
                          struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, document_place(document, node->head), "\"%.*s\": %s", TEXT_ARGS(node->text),
             problem);
}

bool override_text_is_word(const struct document *document, const struct node *node, const char *what,
                           struct diagnostics *diagnostics)
{
    if (node_is_scalar(node) && node->kind != NODE_NULL) {
        return true;
    }
    diagnose(diagnostics, SEVERITY_ERROR, document_place(document, node->head), "%s is %s (it must be a string)", what,
             node_describe(node));
    return false;
}

void override_text_refuse_key(const struct document *document, const struct node *key, const struct text *names,
                              size_t count, struct diagnostics *diagnostics)
{
    const struct text similar = nearest_name(key->text, names, count);
    struct buffer all = {.arena = diagnostics->arena};
    for (size_t i = 0; i < count; i++) {
        buffer_format(&all, "%s%.*s", i == 0 ? "" : i + 1 < count ? ", " : " and ", TEXT_ARGS(names[i]));
    }
    if (similar.length > 0) {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, key->head),
                 "unknown key \"%.*s\" (did you mean \"%.*s\"?)", TEXT_ARGS(key->text), TEXT_ARGS(similar));
    } else {
        diagnose(diagnostics, SEVERITY_ERROR, document_place(document, key->head),
                 "unknown key \"%.*s\" (there are %.*s)", TEXT_ARGS(key->text), TEXT_ARGS(buffer_text(&all)));
    }
}
