/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/sweep_command.h"
#include "shim/cli/base/word_advice.h"
#include "shim/serve/variables.h"

#include "core/inputs/bind.h"
#include "core/overrides/sweep_word.h"

#include <string.h>

#define IN_COMMAND "in the sweep's command write ${args_no_hyphens}"

static const struct run_config_layer *sweep_of(const struct overrides *overrides)
{
    const struct run_config_layer *layer = overrides->run_config_layers;
    while (layer && !layer->is_sweep) {
        layer = layer->next;
    }
    return layer;
}

/* What Launch's agent said. */
static const struct run_config_layer *launch_of(const struct overrides *overrides)
{
    const struct run_config_layer *layer = overrides->run_config_layers;
    while (layer && strcmp(layer->origin.source, ENV_WANDB_CONFIG) != 0) {
        layer = layer->next;
    }
    return layer;
}

static void refuse_option(const struct overrides *overrides, const struct input *input, struct diagnostics *diagnostics)
{
    const struct run_config_layer *sweep = sweep_of(overrides);
    if (sweep && sweep_word_param(sweep, text_of(input->text))) {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = input->origin},
                 "%s is a parameter of the sweep, and an option of inlay (" IN_COMMAND " instead of ${args})",
                 word_without_value(overrides->arena, input->text));
    }
}

bool sweep_command_read(struct overrides *overrides, const struct input *input, struct diagnostics *diagnostics)
{
    const struct place origin = {.source = input->origin};
    if (input->kind == INPUT_OPTION) {
        refuse_option(overrides, input, diagnostics);
        return true;
    }
    enum outcome outcome =
        overrides_read_sweep_word(overrides, origin, text_of(input->text), text_of(input->file), diagnostics);
    if (outcome == OUTCOME_NONE && input->kind == INPUT_HYPHENS) {
        diagnose(diagnostics, SEVERITY_ERROR, origin, "unknown option %s, and no parameter of the sweep has this value",
                 word_without_value(overrides->arena, input->text));
    }
    return outcome != OUTCOME_NONE || input->kind == INPUT_HYPHENS;
}

static bool is_given(const struct options *options, const struct run_config_layer *sweep, const struct node *param)
{
    size_t i = 0;
    while (i < options->input_count && (options->inputs[i].kind != INPUT_HYPHENS ||
                                        sweep_word_param(sweep, text_of(options->inputs[i].text)) != param)) {
        i++;
    }
    return i < options->input_count;
}

void sweep_command_check(const struct overrides *overrides, const struct options *options,
                         struct diagnostics *diagnostics)
{
    const struct run_config_layer *sweep = sweep_of(overrides);
    size_t i = 0;
    while (i < options->input_count && options->inputs[i].kind != INPUT_HYPHENS) {
        i++;
    }
    if (!sweep || i == options->input_count) {
        return;
    }
    for (const struct node *param = sweep->value->first; param; param = param->next) {
        if (param->kind == NODE_BOOL && !is_given(options, sweep, param)) {
            diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = options->inputs[i].origin},
                     "the sweep's parameter %.*s, which is %.*s, is not among the words (" IN_COMMAND ")",
                     TEXT_ARGS(param->key->text), TEXT_ARGS(param->text));
        }
    }
}

static bool has_file(const struct options *options)
{
    size_t i = 0;
    while (i < options->input_count && !(options->inputs[i].kind == INPUT_WORD && options->inputs[i].file)) {
        i++;
    }
    return i < options->input_count;
}

static bool is_bound(const struct overrides *overrides, const struct manifest *manifest, const struct node *param)
{
    const struct step step = {.kind = STEP_KEY, .key = param->key->text};
    return manifest && bind_takes(overrides, manifest, (struct keypath){&step, 1});
}

void sweep_command_note_late(const struct overrides *overrides, const struct manifest *manifest,
                             const struct options *options, char *const *command, struct diagnostics *diagnostics)
{
    const struct run_config_layer *layer = launch_of(overrides);
    if (!layer || !has_file(options)) {
        return;
    }
    for (char *const *word = command + 1; *word; word++) {
        const struct node *param = sweep_word_param(layer, text_of(*word));
        if (param && !is_bound(overrides, manifest, param)) {
            diagnose(diagnostics, SEVERITY_NOTE, (struct place){0},
                     "%s stands behind --, so it is an argument of the job, and no override (W&B Launch puts a sweep's "
                     "values there: bind %.*s in inlay.yaml)",
                     word_without_value(overrides->arena, *word), TEXT_ARGS(param->key->text));
        }
    }
}
