/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/plan.h"
#include "shim/cli/base/say.h"
#include "shim/cli/plan/cell_launch.h"
#include "shim/cli/plan/cell_name.h"
#include "shim/cli/plan/findings.h"
#include "shim/cli/plan/identity.h"
#include "shim/cli/plan/plan_axes.h"
#include "shim/cli/plan/plan_bases.h"
#include "shim/serve/environment.h"

#include <search.h>
#include <string.h>
#include <unistd.h>

#define CELLS_MAX 1000000

/* What the environment says holds in each cell, below what its document says, and is no part of that. */
static void note_environment(struct diagnostics *diagnostics)
{
    static const char *const names[] = {ENV_OVERRIDES, ENV_SET, ENV_WANDB_FILES};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const bool is_there = strcmp(names[i], ENV_WANDB_FILES) == 0 ? environment_has_wandb_files(environ)
                                                                     : environment_has(environ, names[i]);
        if (is_there && !environment_is_commands(environ)) {
            diagnose(diagnostics, SEVERITY_NOTE, (struct place){.source = names[i]},
                     "it holds in every cell that is started with it, and is no part of the cells' documents");
        }
    }
}

/* Nothing of the manifest's secrets is in it, whose values a digest would give away. */
static void identify_environment(struct plan *plan)
{
    struct launch_inputs launch;
    struct overrides shown;
    struct options options = *plan->common;
    options.input_count = 0;
    inputs_gather(&launch, plan->arena, &options, environ, &plan->base);
    inputs_admit(&launch, &options, environ);
    inputs_hidden(plan->arena, &launch, &shown);
    plan_identity(&shown, plan->environment);
}

static bool read_common(struct plan *plan)
{
    struct launch_inputs *base = &plan->base;
    plan->common = plan_axes_common(plan->arena, plan->options);
    inputs_gather(base, plan->arena, plan->common, environ, NULL);
    if (base->disabled) {
        inputs_refuse(base, ENV_DISABLE, "is set, so nothing would vary (unset it)");
    }
    environment_unknown(environ, &base->diagnostics);
    note_environment(&base->diagnostics);
    identify_environment(plan);
    plan->sweep.arena = plan->arena;
    plan->sweep.root = base->overrides.root;
    plan_axes_read(&plan->sweep, plan->options, &base->diagnostics);
    return base->diagnostics.errors == 0;
}

static bool make_cells(struct plan *plan)
{
    struct diagnostics *diagnostics = &plan->base.diagnostics;
    if (!sweep_cells_make(&plan->sweep, CELLS_MAX, &plan->cells, diagnostics)) {
        return false;
    }
    if (plan->cells.count == 0) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){0}, "no cell is left: %zu are excluded",
                 plan->cells.excluded);
        return false;
    }
    return true;
}

static void find_seed(struct plan *plan)
{
    for (const struct sweep_grid *grid = plan->sweep.grids; grid && !plan->draws; grid = grid->next) {
        plan->draws = grid->random > 0;
        plan->seed = grid->seed;
    }
}

/* ---- what each cell is known by */

struct identifying {
    struct plan *plan;
    struct findings findings;
};

static void identify(void *context, struct arena *arena, size_t index)
{
    struct identifying *identifying = context;
    struct plan_cell *cell = &identifying->plan->list[index];
    struct launch_inputs said;
    cell->cell = &identifying->plan->cells.list[index];
    cell_launch_said(&said, arena, identifying->plan, cell->cell, &(struct cell_names){0});
    findings_add(&identifying->findings, &said.diagnostics, index);
    plan_identity(&said.overrides, cell->digest);
}

static void say_findings(const struct plan *plan, const struct findings *findings)
{
    const struct sweep_cell **list = arena_array(plan->arena, const struct sweep_cell *, plan->cells.count);
    for (size_t i = 0; i < plan->cells.count; i++) {
        list[i] = plan->list[i].cell;
    }
    findings_say(findings, &(struct findings_cells){&plan->sweep, list, NULL, plan->cells.count});
}

static bool identify_all(struct plan *plan)
{
    struct identifying identifying = {.plan = plan, .findings = {.arena = plan->arena}};
    plan->list = arena_array(plan->arena, struct plan_cell, plan->cells.count);
    findings_pass_over(&identifying.findings, &plan->base.diagnostics);
    cell_launch_each(plan, plan->cells.count, identify, &identifying);
    if (identifying.findings.errors > 0) {
        say_findings(plan, &identifying.findings);
    }
    return identifying.findings.errors == 0;
}

static int compare_digests(const void *a, const void *b)
{
    return strcmp(((const struct plan_cell *)a)->digest, ((const struct plan_cell *)b)->digest);
}

static void keep(void *cell)
{
    (void)cell; /* it is in the arena */
}

/* Values that differ may still make the same document. */
static void leave_out_equal(struct plan *plan)
{
    size_t kept = 0; /* in both lists */
    void *seen = NULL;
    for (size_t i = 0; i < plan->cells.count; i++) {
        struct plan_cell *slot = &plan->list[kept];
        *slot = plan->list[i];
        struct plan_cell **known = tsearch(slot, &seen, compare_digests);
        if (known && *known == slot) {
            plan->cells.list[kept] = *slot->cell;
            slot->cell = &plan->cells.list[kept++];
        }
    }
    tdestroy(seen, keep);
    plan->cells.equal += plan->cells.count - kept;
    plan->cells.count = kept;
}

bool plan_make(struct plan *plan, struct arena *arena, const struct options *options)
{
    *plan = (struct plan){.arena = arena, .options = options, .varies = plan_axes_are_said(options)};
    plan_manifest_find(&plan->manifest, arena, options);
    const bool is_read = read_common(plan) && make_cells(plan);
    if (!inputs_are_right(&plan->base) || !is_read || !identify_all(plan)) {
        return false;
    }
    leave_out_equal(plan);
    find_seed(plan);
    plan_bases_read(plan);
    return cell_names_are_right(plan);
}

static void put_reason(struct buffer *out, const char *reason)
{
    if (*reason != '\0') {
        buffer_format(out, "%s%s", text_find(buffer_text(out), 0, '(') < out->length ? "; " : " (", reason);
    }
}

static const char *text_with_count(struct arena *arena, size_t count, const char *what)
{
    struct buffer text = {.arena = arena};
    if (count > 0) {
        buffer_format(&text, "%zu %s", count, what);
    }
    return buffer_string(&text);
}

static const char *seed_text(const struct plan *plan)
{
    struct buffer text = {.arena = plan->arena};
    if (plan->draws) {
        buffer_format(&text, "drawn by %s from seed %llu", DRAW_GENERATOR, (unsigned long long)plan->seed);
    }
    return buffer_string(&text);
}

const char *plan_count_text(const struct plan *plan)
{
    struct buffer text = {.arena = plan->arena};
    const struct sweep_cells *cells = &plan->cells;
    const char *equal = cells->equal == 1 ? "left out: equal to another" : "left out: equal to others";
    buffer_format(&text, "%zu cell%s", cells->count, cells->count == 1 ? "" : "s");
    put_reason(&text, text_with_count(plan->arena, cells->equal, equal));
    put_reason(&text, text_with_count(plan->arena, cells->excluded, "excluded"));
    put_reason(&text, seed_text(plan));
    buffer_put(&text, text_find(buffer_text(&text), 0, '(') < text.length ? TEXT(")") : TEXT(""));
    return buffer_string(&text);
}
