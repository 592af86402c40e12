/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/wandb_file_check.h"
#include "shim/cli/files/config_files.h"
#include "shim/serve/wandb_file.h"

/* The command has no use for the file among those of the job. */
void wandb_file_check(struct launch_inputs *launch, const char *path)
{
    struct launch_inputs apart = {
        .arena = launch->arena,
        .overrides = {.arena = launch->arena, .run_config = launch->overrides.run_config},
        .diagnostics = {.arena = launch->arena},
    };
    wandb_file_register(&apart.overrides, path);
    config_file_patch(&apart, apart.overrides.files, true);
    for (const struct diagnostic *d = apart.diagnostics.first; d; d = d->next) {
        if (d->severity == SEVERITY_ERROR) {
            diagnose(&launch->diagnostics, SEVERITY_ERROR, d->place, "%s", d->text);
        }
    }
}
