/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/findings.h"
#include "shim/cli/base/say.h"

#include "core/base/number_list.h"

struct finding {
    struct finding *next, *next_in_bucket;
    struct text line;
    enum severity severity;
    bool is_said;
    uint32_t *indexes; /* of the cells, ascending */
    size_t count, capacity;
};

/* Place and text. */
static struct text line_of(struct arena *arena, const struct diagnostic *diagnostic)
{
    struct diagnostic plain = *diagnostic;
    plain.severity = SEVERITY_ERROR; /* the one that is not named */
    return text_of(diagnostic_line(arena, &plain));
}

static struct finding **bucket_of(const struct findings *findings, struct text line)
{
    return &findings->buckets[text_hash(line) & (findings->bucket_count - 1)];
}

static void enter(struct findings *findings, struct finding *finding)
{
    struct finding **bucket = bucket_of(findings, finding->line);
    finding->next_in_bucket = *bucket;
    *bucket = finding;
}

static void grow(struct findings *findings)
{
    if (findings->count < findings->bucket_count) {
        return;
    }
    findings->bucket_count = findings->bucket_count ? 2 * findings->bucket_count : 64;
    findings->buckets = arena_array(findings->arena, struct finding *, findings->bucket_count);
    for (struct finding *finding = findings->first; finding; finding = finding->next) {
        enter(findings, finding);
    }
}

/* The finding of the same line, made if there is none. */
static struct finding *finding_of(struct findings *findings, const struct diagnostic *diagnostic, struct text line)
{
    grow(findings);
    struct finding *finding = *bucket_of(findings, line);
    while (finding && !(finding->severity == diagnostic->severity && text_equal(finding->line, line))) {
        finding = finding->next_in_bucket;
    }
    if (finding) {
        return finding;
    }
    finding = arena_new(findings->arena, struct finding);
    finding->line = text_copy(findings->arena, line);
    finding->severity = diagnostic->severity;
    if (findings->last) {
        findings->last->next = finding;
    } else {
        findings->first = finding;
    }
    findings->last = finding;
    findings->count++;
    enter(findings, finding);
    return finding;
}

void findings_pass_over(struct findings *findings, const struct diagnostics *said)
{
    for (const struct diagnostic *diagnostic = said->first; diagnostic; diagnostic = diagnostic->next) {
        finding_of(findings, diagnostic, line_of(findings->arena, diagnostic))->is_said = true;
    }
}

void findings_add(struct findings *findings, const struct diagnostics *diagnostics, size_t index)
{
    for (const struct diagnostic *diagnostic = diagnostics->first; diagnostic; diagnostic = diagnostic->next) {
        struct finding *finding = finding_of(findings, diagnostic, line_of(diagnostics->arena, diagnostic));
        if (finding->count == 0 || finding->indexes[finding->count - 1] != index) {
            arena_grow(findings->arena, finding->indexes, finding->count, &finding->capacity);
            finding->indexes[finding->count++] = (uint32_t)index;
        }
    }
    findings->errors += diagnostics->errors;
}

/* ---- which cells it is about */

static uint32_t number_of_cell(const struct findings_cells *cells, uint32_t index)
{
    return cells->numbers ? cells->numbers[index] : index;
}

/* "0-3, 7" */
static void put_numbers(struct buffer *out, const struct finding *finding, const struct findings_cells *cells)
{
    struct number_list list = {.out = out};
    for (size_t i = 0; i < finding->count; i++) {
        number_list_add(&list, number_of_cell(cells, finding->indexes[i]));
    }
    number_list_end(&list);
}

static const struct sweep_setting *setting_of(const struct sweep_cell *cell, const struct sweep_key *key)
{
    size_t i = 0;
    while (i < cell->count && cell->settings[i].key != key) {
        i++;
    }
    return i < cell->count ? &cell->settings[i] : NULL;
}

static bool has_setting(const struct sweep_cell *cell, const struct sweep_setting *setting)
{
    const struct sweep_setting *other = setting_of(cell, setting->key);
    return other && other->value.kind == setting->value.kind && text_equal(other->value.text, setting->value.text);
}

static bool all_have(const struct finding *finding, const struct findings_cells *cells,
                     const struct sweep_setting *setting)
{
    size_t i = 0;
    while (i < finding->count && has_setting(cells->list[finding->indexes[i]], setting)) {
        i++;
    }
    return i == finding->count;
}

static bool others_have(const struct findings_cells *cells, const struct sweep_setting *setting)
{
    size_t i = 0;
    while (i < cells->count && has_setting(cells->list[i], setting)) {
        i++;
    }
    return i == cells->count;
}

/* What the cells share that not all have; of one cell all that it has. */
static struct sweep_cell shared(struct arena *arena, const struct finding *finding, const struct findings_cells *cells)
{
    const struct sweep_cell *cell = cells->list[finding->indexes[0]];
    struct sweep_setting *settings = arena_array(arena, struct sweep_setting, cell->count);
    struct sweep_cell shared = {.settings = settings};
    if (finding->count == 1) {
        return *cell;
    }
    for (size_t i = 0; i < cell->count; i++) {
        if (all_have(finding, cells, &cell->settings[i]) && !others_have(cells, &cell->settings[i])) {
            settings[shared.count++] = cell->settings[i];
        }
    }
    return shared;
}

/* Who has it: "cell 3 (lr=0.1, seed=2)", "cells 0-3, 7 (lr=0.1)"; NULL: a note about all cells is not about any one. */
static const char *label_of(struct arena *arena, const struct finding *finding, const struct findings_cells *cells)
{
    struct buffer label = {.arena = arena};
    if (finding->count == cells->count && cells->count > 1) {
        return finding->severity == SEVERITY_NOTE ? NULL : "every cell";
    }
    buffer_put(&label, finding->count == 1 ? TEXT("cell ") : TEXT("cells "));
    put_numbers(&label, finding, cells);
    const struct sweep_cell what = shared(arena, finding, cells);
    if (what.count > 0) {
        buffer_format(&label, " (%.*s)", TEXT_ARGS(sweep_cell_text(arena, cells->sweep, &what)));
    }
    return buffer_string(&label);
}

void findings_say(const struct findings *findings, const struct findings_cells *cells)
{
    struct diagnostics all = {.arena = findings->arena};
    for (const struct finding *finding = findings->first; finding; finding = finding->next) {
        if (!finding->is_said) {
            const char *label = label_of(findings->arena, finding, cells);
            diagnose(&all, finding->severity, (struct place){.source = label}, "%.*s", TEXT_ARGS(finding->line));
        }
    }
    say_diagnostics(&all);
}
