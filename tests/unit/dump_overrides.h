/* SPDX-License-Identifier: Apache-2.0 */
/* Overrides and diagnostics as text, one a line, for the tables of the tests and for the fuzzers. */
#ifndef INLAY_DUMP_OVERRIDES_H
#define INLAY_DUMP_OVERRIDES_H

#include "core/tree/emit.h"
#include "core/overrides/overrides.h"
#include "core/overrides/overrides_document.h"
#include "core/overrides/overrides_edits.h"
#include "core/overrides/overrides_said.h"
#include "core/overrides/target.h"

#include <string.h>

/* "set /job/config.yaml#2 a.b = 1". The value is YAML: strings in quotes, words without. */
static void dump_effect(struct buffer *out, const struct override *override)
{
    static const char *const names[] = {"merge", "set", "add", "unset"};
    buffer_format(out, "%s %.*s", names[override->operation], TEXT_ARGS(override->file->path));
    if (override->document > 0) {
        buffer_format(out, "#%u", override->document);
    } else if (override->selectors.count > 0) {
        buffer_format(out, "#{%.*s}", TEXT_ARGS(target_selectors_text(out->arena, override->selectors)));
    }
    if (override->path.count > 0) {
        buffer_byte(out, ' ');
        keypath_write(out, override->path);
    }
    if (override->value) {
        buffer_put(out, TEXT(" = "));
        emit_yaml(out, node_synthetic_copy(out->arena, override->value), NULL);
    }
    if (override->word.length > 0) {
        buffer_format(out, " or \"%.*s\"", TEXT_ARGS(override->word));
    }
}

/* The same, and " (argument 2)". */
static void dump_override(struct buffer *out, const struct override *override)
{
    dump_effect(out, override);
    buffer_format(out, " (%s", override->origin.source);
    if (override->origin.line > 0) {
        buffer_format(out, ":%u:%u", override->origin.line, override->origin.column);
    }
    buffer_put(out, TEXT(")\n"));
}

static void dump_value(struct buffer *out, const char *name, const struct node *value)
{
    if (value) {
        buffer_format(out, "%s ", name);
        emit_yaml(out, node_synthetic_copy(out->arena, value), NULL);
        buffer_byte(out, '\n');
    }
}

/* The first file behind after, NULL: of all, as their paths are sorted. */
static const struct override_file *next_by_path(const struct override_file *files, const struct override_file *after)
{
    const struct override_file *next = NULL;
    for (const struct override_file *file = files; file; file = file->next) {
        if ((!after || text_compare(file->path, after->path) > 0) &&
            (!next || text_compare(file->path, next->path) < 0)) {
            next = file;
        }
    }
    return next;
}

/* What a file has to be, and what it is read from. */
static void dump_bases(struct buffer *out, const struct override_file *files)
{
    const struct override_file *file = NULL;
    while ((file = next_by_path(files, file))) {
        if (file->base.required) {
            buffer_format(out, "digest %.*s %.*s\n", TEXT_ARGS(file->path), TEXT_ARGS(file->base.sha256));
        }
        if (file->copy.path.length > 0) {
            buffer_format(out, "copy %.*s %.*s\n", TEXT_ARGS(file->path), TEXT_ARGS(file->copy.path));
        }
    }
}

/* When there is an error, what is said and nothing else: what was read then is of no use. */
static const char *dump_overrides(const struct overrides *overrides, const struct diagnostics *diagnostics)
{
    struct buffer out = {.arena = overrides->arena};
    const struct override *override = diagnostics->errors == 0 ? overrides->first : NULL;
    for (; override; override = override->next) {
        dump_override(&out, override);
    }
    if (diagnostics->errors == 0) {
        dump_value(&out, "run_config", overrides->run_config);
        dump_value(&out, "entry_point", overrides->entry_point);
        dump_value(&out, "args", overrides->args);
        dump_bases(&out, overrides->files);
        buffer_put(&out, overrides->shared ? TEXT("shared\n") : TEXT(""));
    }
    for (const struct diagnostic *diagnostic = diagnostics->first; diagnostic; diagnostic = diagnostic->next) {
        buffer_format(&out, "%s\n", diagnostic_line(out.arena, diagnostic));
    }
    return buffer_string(&out);
}

/* Whether overrides_write() puts them so that they read back the same; the text is left in written. Without the
 * command, which is laid in before a launch is handed on. */
static inline bool reads_back(struct overrides overrides, struct buffer *written)
{
    struct overrides again = {.arena = overrides.arena};
    struct diagnostics diagnostics = {.arena = overrides.arena};
    overrides.entry_point = overrides.args = NULL;
    const char *before = dump_overrides(&overrides, &diagnostics);
    overrides_write(&overrides, written);
    bool right = overrides_read_document(&again, "INLAY_OVERRIDES", buffer_text(written), &diagnostics);
    if (!right || strcmp(before, dump_overrides(&again, &diagnostics)) != 0) {
        return false;
    }
    /* Names go with edits, and files without any come behind those. */
    const struct override_file *a = NULL, *b = NULL;
    do {
        a = next_by_path(overrides.files, a);
        b = next_by_path(again.files, b);
    } while (a && b && (!a->first || strcmp(a->name, b->name) == 0) && a->format == b->format);
    return !a && !b;
}

static inline const char *dump_file(struct arena *arena, const struct override_file *file)
{
    struct buffer out = {.arena = arena};
    for (const struct override *override = file->first; override; override = override->next_file) {
        buffer_format(&out, "%u ", override->layer);
        dump_effect(&out, override);
        buffer_byte(&out, '\n');
    }
    return buffer_string(&out);
}

static inline const char *dump_rest(struct arena *arena, const struct overrides *overrides)
{
    struct buffer out = {.arena = arena};
    dump_value(&out, "run_config",
               overrides->run_config && overrides->run_config->count > 0 ? overrides->run_config : NULL);
    dump_value(&out, "entry_point", overrides->entry_point);
    dump_value(&out, "args", overrides->args);
    buffer_format(&out, "shared %d\n", overrides->shared);
    return buffer_string(&out);
}

/* Whether overrides_write_said() puts them so that they have the same effect on each file. */
static inline bool reads_back_said(const struct overrides *overrides, struct buffer *written)
{
    struct arena *arena = overrides->arena;
    struct overrides again = {.arena = arena};
    struct diagnostics diagnostics = {.arena = arena};
    overrides_write_said(overrides, written);
    bool right = overrides_read_document(&again, "INLAY_OVERRIDES", buffer_text(written), &diagnostics) &&
                 strcmp(dump_rest(arena, overrides), dump_rest(arena, &again)) == 0;
    for (const struct override_file *file = overrides->files; file && right; file = file->next) {
        const struct override_file *other = overrides_find_file(&again, file->path);
        right = other ? strcmp(dump_file(arena, file), dump_file(arena, other)) == 0 &&
                            text_equal(file->base.sha256, other->base.sha256)
                      : !file->first && !file->base.required;
    }
    return right;
}

#endif
