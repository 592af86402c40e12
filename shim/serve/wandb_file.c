/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/wandb_file.h"
#include "core/overrides/run_config.h"
#include "core/overrides/sweep_params.h"
#include "shim/serve/environment.h"

/* As Pydantic takes a word for a boolean, W&B's settings among it. */
static bool is_launch(const char *value)
{
    static const char no[][sizeof "false"] = {"", "0", "off", "f", "false", "n", "no"};
    const struct text word = text_of(value);
    size_t i = 0;
    while (i < sizeof no / sizeof *no && !text_equal_any_case(word, text_of(no[i]))) {
        i++;
    }
    return i == sizeof no / sizeof *no;
}

const char *wandb_file_path(const struct overrides *overrides, char *const *environment)
{
    const char *path = environment_get(environment, ENV_SWEEP_PARAMS);
    if (!run_config_is_said(overrides) || is_launch(environment_get(environment, ENV_WANDB_LAUNCH))) {
        return NULL;
    }
    return path && *path != '\0' ? path : SWEEP_PARAMS_OWN;
}

void wandb_file_register(struct overrides *overrides, const char *path)
{
    const struct place origin = {.source = ENV_SWEEP_PARAMS};
    struct file_policy *policy = arena_new(overrides->arena, struct file_policy);
    struct override_file *file = overrides_register(overrides, text_of(path), text_of(path), origin);
    *policy = (struct file_policy){.optional = true, .is_wandb_file = true};
    file->policy = policy;
    file->format = FORMAT_YAML;
    const struct override params = sweep_params_override(overrides, file);
    overrides_add(overrides, &params);
}
