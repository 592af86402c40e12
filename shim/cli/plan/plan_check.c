/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/word_advice.h"
#include "shim/cli/files/wandb_file_check.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/plan/cell_launch.h"
#include "shim/cli/plan/findings.h"
#include "shim/serve/environment.h"

#include "core/base/path.h"

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

/* A list, or a script for a cluster, may be for another machine. */
static void check_command(struct launch_inputs *launch, const struct options *options)
{
    char **command = command_of_launch(launch, options);
    const bool is_here = !options->sweeping.list && options->sweeping.submit == SUBMIT_NOTHING;
    const char *program = command && is_here ? command_program(launch->arena, command[0]) : NULL;
    if (command && is_here && (!program || access(program, F_OK) != 0)) {
        const char *advice = word_advice_of_program(launch->arena, command[0]);
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){0},
                 "cannot run %s: there is no such program%s%s%s", word_without_value(launch->arena, command[0]),
                 advice ? " (" : "", advice ? advice : "", advice ? ")" : "");
    }
}

static bool has_secrets(const struct manifest *manifest)
{
    const struct manifest_file *file = manifest ? manifest->files : NULL;
    while (file && file->offer.secret_count == 0) {
        file = file->next;
    }
    return file || (manifest && manifest->run_config.secret_count > 0);
}

/* A cell's document lies in the sweep's directory, or is printed. What the environment says is not in it. */
static void refuse_secrets(struct launch_inputs *launch, const struct plan *plan, const struct sweep_cell *cell,
                           const struct cell_names *names)
{
    const char *root = environment_get(environ, ENV_ROOT);
    struct buffer variable = {.arena = launch->arena};
    buffer_format(&variable, ENV_ROOT "=%s", root ? root : "");
    char *const environment[] = {buffer_string(&variable), NULL};
    struct launch_inputs said;
    struct overrides shown;
    cell_launch_read(&said, launch->arena, plan, cell, names, environment);
    const struct hidden_key *key = inputs_hidden(launch->arena, &said, &shown);
    for (; key; key = key->next) {
        diagnose(
            &launch->diagnostics, SEVERITY_ERROR, (struct place){.source = key->file ? key->file->name : "run config"},
            "%.*s is a secret, and a sweep writes down what its cells are (give secret://NAME, a variable that the "
            "job has)",
            TEXT_ARGS(keypath_text(launch->arena, key->path)));
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
    cell_launch_read(&launch, arena, plan, plan->list[index].cell, &names, environ);
    lay_bases(&launch, plan);
    if (plan->options->operand_count > 0) {
        check_command(&launch, plan->options);
    }
    config_files_patch(&launch, plan->options->allow_missing);
    const char *wandb_file = handover_wandb_file(arena, &launch.overrides, environ);
    if (wandb_file) {
        wandb_file_check(&launch, wandb_file);
    }
    if (has_secrets(plan->base.manifest)) {
        refuse_secrets(&launch, plan, plan->list[index].cell, &names);
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
