/* SPDX-License-Identifier: Apache-2.0 */
/* What a sweep file says as text, for tests and fuzzers. */
#ifndef INLAY_DUMP_SWEEP_H
#define INLAY_DUMP_SWEEP_H

#include "core/sweep/cells.h"
#include "core/tree/emit.h"

#include <stdio.h>

/* "config.yaml:a=1, run_config:b="x"". Strings are in quotes; a value that was not read stands in its text. */
static void dump_cell(struct buffer *out, const struct sweep_cell *cell, struct diagnostics *diagnostics)
{
    static const struct cell_names no_names;
    for (size_t i = 0; i < cell->count; i++) {
        const struct sweep_setting *setting = &cell->settings[i];
        struct node *node;
        struct text word;
        buffer_format(out, "%s%.*s=", i > 0 ? ", " : "", TEXT_ARGS(setting->key->name));
        if (cell_value_read(out->arena, setting->key->name, &setting->value, &no_names, &node, &word, diagnostics)) {
            emit_yaml(out, node, NULL);
        }
    }
    buffer_put(out, cell->count == 0 ? TEXT("(nothing)\n") : TEXT("\n"));
}

static void dump_draw(struct buffer *out, const struct sweep_axis *axis)
{
    static const char *const names[] = {
        [DRAW_UNIFORM] = "uniform", [DRAW_INT_UNIFORM] = "int_uniform", [DRAW_LOG_UNIFORM] = "log_uniform",
        [DRAW_NORMAL] = "normal",   [DRAW_LOG_NORMAL] = "log_normal",   [DRAW_BETA] = "beta",
    };
    char text[200];
    snprintf(text, sizeof text, "%s(%.6g, %.6g) q %g%s", names[axis->draw.distribution], axis->draw.a, axis->draw.b,
             axis->draw.q, axis->draw.is_integer ? " int" : "");
    buffer_format(out, "%.*s is %s\n", TEXT_ARGS(axis->key->name), text);
}

/* A grid that is drawn, whose cells are the generator's. */
static void dump_axes(struct buffer *out, const struct sweep_grid *grid)
{
    buffer_format(out, "random %u seed %llu\n", grid->random, (unsigned long long)grid->seed);
    for (const struct sweep_axis *axis = grid->axes; axis; axis = axis->next) {
        if (axis->count == 0) {
            dump_draw(out, axis);
            continue;
        }
        for (size_t i = 0; i < axis->count; i++) {
            const struct sweep_choice *choice = &axis->choices[i];
            char weight[40];
            snprintf(weight, sizeof weight, "%g", choice->weight);
            buffer_format(out, "%s", weight);
            for (size_t j = 0; j < choice->count; j++) {
                buffer_format(out, " %.*s=%.*s", TEXT_ARGS(choice->settings[j].key->name),
                              TEXT_ARGS(choice->settings[j].value.text));
            }
            buffer_byte(out, '\n');
        }
    }
}

static bool dump_has_draws(const struct sweep *sweep)
{
    for (const struct sweep_grid *grid = sweep->grids; grid; grid = grid->next) {
        if (grid->random > 0 || grid->is_random) {
            return true;
        }
    }
    return false;
}

static const char *dump_sweep(struct sweep *sweep, struct diagnostics *diagnostics)
{
    struct buffer out = {.arena = sweep->arena};
    struct sweep_cells cells = {0};
    if (diagnostics->errors == 0 && dump_has_draws(sweep)) {
        for (const struct sweep_grid *grid = sweep->grids; grid; grid = grid->next) {
            dump_axes(&out, grid);
        }
    } else if (diagnostics->errors == 0 && sweep_cells_make(sweep, 1000000, &cells, diagnostics)) {
        for (size_t i = 0; i < cells.count; i++) {
            dump_cell(&out, &cells.list[i], diagnostics);
        }
    }
    if (cells.equal > 0) {
        buffer_format(&out, "equal %zu\n", cells.equal);
    }
    if (cells.excluded > 0) {
        buffer_format(&out, "excluded %zu\n", cells.excluded);
    }
    for (const struct diagnostic *d = diagnostics->first; d; d = d->next) {
        buffer_format(&out, "%s\n", diagnostic_line(sweep->arena, d));
    }
    return buffer_string(&out);
}

#endif
