/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/manifest_files.h"
#include "shim/cli/files/config_files.h"
#include "shim/cli/files/job_configs.h"

#include "core/inputs/manifest_lint.h"
#include "core/tree/effective.h"

/* The run config's file has an override always. */
static bool has_overrides(const struct overrides *overrides)
{
    const struct override *override = overrides->first;
    while (override && override->layer == LAYER_RUN_CONFIG) {
        override = override->next;
    }
    return override || (overrides->run_config && overrides->run_config->count > 0);
}

static const struct manifest_file *file_of(const struct manifest *manifest, const struct offer *offer)
{
    const struct manifest_file *file = manifest->files;
    while (file && &file->offer != offer) {
        file = file->next;
    }
    return file;
}

/* The documents of one file, or the run config's: configs begins with them. NULL: it does not exist. */
static struct lint_config *documents_of(struct launch_inputs *launch, const struct job_config *configs)
{
    const struct offer *offer = configs->offer;
    struct lint_config *first = NULL, **link = &first;
    for (; configs && configs->offer == offer; configs = configs->next) {
        if (configs->document) {
            *link = arena_new(launch->arena, struct lint_config);
            **link = (struct lint_config){.document = configs->document, .number = configs->number};
            effective_root(launch->arena, configs->document, &(*link)->root, &launch->diagnostics);
            link = &(*link)->next;
        }
    }
    return first;
}

static bool offers_any(const struct job_config *configs)
{
    const struct offer *offer = configs->offer;
    while (configs && configs->offer == offer && !configs->inputs && !configs->chosen) {
        configs = configs->next;
    }
    return configs && configs->offer == offer;
}

/* Says all that is wrong with one file, or with the run config. */
static void check_offer(struct launch_inputs *launch, const struct options *options, const struct job_config *configs)
{
    const struct manifest *manifest = launch->manifest;
    const struct manifest_file *file = file_of(manifest, configs->offer);
    const struct lint_config *first = documents_of(launch, configs);
    size_t errors = launch->diagnostics.errors;
    if (file && !first) {
        if (!options->allow_missing) {
            diagnose(&launch->diagnostics, SEVERITY_ERROR, file->place, "%s %s", file->name,
                     config_file_missing(launch, file->name, file->path));
        }
        return;
    }
    /* A run config of which nothing is known may be anything, whatever its file has. */
    if (file || configs->offer->schema || configs->offer->types) {
        manifest_lint_offer(launch->arena, manifest, configs->offer, configs->name, first, !options->no_validate,
                            &launch->diagnostics);
    }
    if (file) {
        manifest_lint_binds(launch->arena, manifest, file, first, &launch->diagnostics);
    }
    if (file && first->root && !offers_any(configs) && launch->diagnostics.errors == errors) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, file->place, "%s: nothing of it is offered", file->name);
    }
}

size_t manifest_files_check(struct launch_inputs *launch, const struct options *options)
{
    size_t count = 0;
    if (!launch->manifest || launch->diagnostics.errors > 0 || has_overrides(&launch->overrides)) {
        return 0;
    }
    const struct job_config *configs = job_configs_read(launch, options->operands);
    while (configs) {
        const struct offer *offer = configs->offer;
        check_offer(launch, options, configs);
        count += configs->is_file;
        while (configs && configs->offer == offer) {
            configs = configs->next;
        }
    }
    return count;
}
