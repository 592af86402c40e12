/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep_file.h"
#include "core/base/utf8.h"
#include "core/overrides/override_text.h"
#include "core/sweep/sweep_rows.h"
#include "core/sweep/sweep_yaml.h"
#include "core/sweep/wandb_sweep.h"
#include "core/tree/node.h"

#include <string.h>

enum form {
    FORM_DOCUMENT, /* YAML or JSON: inlay's own, or W&B's */
    FORM_CSV,
    FORM_JSON_LINES,
};

static bool has_extension(struct text name, struct text extension)
{
    return name.length >= extension.length &&
           text_equal_any_case(text_from(name, name.length - extension.length), extension);
}

/* Of a name that says nothing (a pipe), the first line decides: a document's begins with what no column is called, or
 * has a colon and a blank. */
static enum form form_of_content(struct text source)
{
    const size_t start = text_skip_space(source, utf8_mark_length(source));
    size_t end = start;
    while (end < source.length && !text_is_line_end(source.bytes[end])) {
        end++;
    }
    const struct text line = text_part(source, start, end);
    if (text_starts(line, TEXT("{"))) {
        const size_t next = text_skip_space(source, end);
        return text_ends(line, TEXT("}")) && next < source.length && source.bytes[next] == '{' ? FORM_JSON_LINES
                                                                                               : FORM_DOCUMENT;
    }
    bool is_document = line.length == 0 || text_ends(line, TEXT(":")) || strchr("[#-%", line.bytes[0]);
    for (size_t i = 0; i + 1 < line.length && !is_document; i++) {
        is_document = line.bytes[i] == ':' && text_is_blank(line.bytes[i + 1]);
    }
    return is_document ? FORM_DOCUMENT : FORM_CSV;
}

static enum form form_of(struct text name, struct text source)
{
    if (has_extension(name, TEXT(".csv"))) {
        return FORM_CSV;
    }
    if (has_extension(name, TEXT(".jsonl")) || has_extension(name, TEXT(".ndjson"))) {
        return FORM_JSON_LINES;
    }
    if (has_extension(name, TEXT(".yaml")) || has_extension(name, TEXT(".yml")) || has_extension(name, TEXT(".json"))) {
        return FORM_DOCUMENT;
    }
    return form_of_content(source);
}

static bool refuse(const char *name, struct diagnostics *diagnostics, const char *problem)
{
    diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = name}, "%s", problem);
    return false;
}

static bool read_document(struct sweep *sweep, const char *name, struct text source, struct text file,
                          struct diagnostics *diagnostics)
{
    struct document *document = arena_new(sweep->arena, struct document);
    const size_t errors = diagnostics->errors;
    const enum outcome outcome =
        override_text_read_root(sweep->arena, name, source, FORMAT_UNKNOWN, true, document, diagnostics);
    if (outcome == OUTCOME_REFUSED || diagnostics->errors > errors) {
        return false;
    }
    if (outcome == OUTCOME_NONE) {
        return refuse(name, diagnostics, "the sweep is empty (write grid: {KEY: VALUES})");
    }
    if (document->root->kind == NODE_LIST) {
        return refuse(name, diagnostics,
                      "a sweep is an object, not a list (a list of cells is a .jsonl file of one object a line)");
    }
    if (document->root->kind != NODE_MAP) {
        return refuse(name, diagnostics, "a sweep is an object (write grid: {KEY: VALUES})");
    }
    return wandb_sweep_is(sweep->arena, document->root) ? wandb_sweep_read(sweep, document, file, diagnostics)
                                                        : sweep_yaml_read(sweep, document, file, diagnostics);
}

bool sweep_file_read(struct sweep *sweep, const char *name, struct text source, struct text file,
                     struct diagnostics *diagnostics)
{
    switch (form_of(text_of(name), source)) {
    case FORM_CSV:
        return sweep_rows_read_csv(sweep, name, source, file, diagnostics);
    case FORM_JSON_LINES:
        return sweep_rows_read_json(sweep, name, source, file, diagnostics);
    default:
        return read_document(sweep, name, source, file, diagnostics);
    }
}
