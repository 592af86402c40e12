/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/wandb_file_check.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/plan/cell_launch.h"
#include "shim/cli/plan/findings.h"

#include "core/base/path.h"
#include "core/base/shell_word.h"

#include <unistd.h>

struct checking {
    const struct plan *plan;
    const size_t *indexes;
    const uint32_t *numbers;
    const char *dir;
    struct findings findings;
};

/* The files as the plan has them, or the sweep's copies of them. */
static void lay_bases(struct launch_inputs *launch, const struct plan *plan)
{
    for (struct override_file *file = launch->overrides.files; file; file = file->next) {
        const struct plan_base *base = cell_launch_base(launch->arena, plan, file);
        if (base && base->copy) {
            file->copy = (struct base_copy){.path = text_of(base->copy), .place = {.source = base->name}};
        }
    }
}

static void check(void *context, struct arena *arena, size_t at)
{
    struct checking *checking = context;
    const struct plan *plan = checking->plan;
    const size_t index = checking->indexes[at];
    const uint32_t number = checking->numbers[at];
    const char *name = plan_cell_name(arena, plan, index, number);
    const struct cell_names names = {number, path_in(arena, checking->dir, name)};
    struct launch_inputs launch;
    cell_launch_read(&launch, arena, plan, plan->list[index].cell, &names);
    lay_bases(&launch, plan);
    if (plan->options->operand_count > 0) {
        command_of_launch(&launch, plan->options);
    }
    config_files_patch(&launch, plan->options->allow_missing);
    const char *wandb_file = handover_wandb_file(arena, &launch.overrides, environ);
    if (wandb_file) {
        wandb_file_check(&launch, wandb_file);
    }
    findings_add(&checking->findings, &launch.diagnostics, at);
}

bool plan_check(const struct plan *plan, const size_t *indexes, const uint32_t *numbers, size_t count, const char *dir)
{
    struct checking checking = {plan, indexes, numbers, dir, {.arena = plan->arena}};
    const struct sweep_cell **list = arena_array(plan->arena, const struct sweep_cell *, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = plan->list[indexes[i]].cell;
    }
    findings_pass_over(&checking.findings, &plan->base.diagnostics);
    cell_launch_each(plan, count, check, &checking);
    findings_say(&checking.findings, &(struct findings_cells){&plan->sweep, list, numbers, count});
    return checking.findings.errors == 0;
}
