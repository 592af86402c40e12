/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/report/report_run_config.h"

#include "core/base/path.h"
#include "core/inputs/bind.h"
#include "core/overrides/run_config.h"

/* Whether value, at path, holds one that no bind takes. A sweep's parameters are for W&B and the job to read. */
static bool is_unbound(const struct launch_inputs *launch, const struct node *value, struct keypath path)
{
    const struct manifest *manifest = launch->manifest;
    if (manifest && path.count > 0 && bind_takes(&launch->overrides, manifest, path)) {
        return false;
    }
    if (value->kind != NODE_MAP || value->count == 0) {
        return path.count > 0 && !run_config_is_of_sweep(&launch->overrides, path);
    }
    for (const struct node *child = value->first; child; child = child->next) {
        const struct step step = {.kind = STEP_KEY, .key = child->key->text};
        if (is_unbound(launch, child, keypath_joined(launch->arena, path, (struct keypath){&step, 1}))) {
            return true;
        }
    }
    return false;
}

bool report_has_run_config(const struct launch_inputs *launch)
{
    const struct node *run_config = launch->overrides.run_config;
    return run_config && is_unbound(launch, run_config, (struct keypath){0});
}

/* What wandb.init() starts; the library cannot be loaded into it. */
static bool has_wandb_core(const struct history *history)
{
    const cJSON *program;
    cJSON_ArrayForEach(program, history->unconfirmed)
    {
        const char *path = history_string(program, "program");
        if (path && text_equal(path_name(path), TEXT("wandb-core"))) {
            return true;
        }
    }
    return false;
}

bool report_run_config_was_read(const struct history *history, const char *wandb_file)
{
    const struct ledger *ledger = history->ledger;
    if (wandb_file && history_count(history, LEDGER_SERVE, text_of(wandb_file)) > 0) {
        return true;
    }
    return ledger && (ledger_count(ledger, LEDGER_RUN_CONFIG, LEDGER_NO_FILE) > 0 || has_wandb_core(history));
}
