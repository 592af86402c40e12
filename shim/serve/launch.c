/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/launch.h"
#include "core/base/path.h"
#include "core/overrides/run_config.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/manifest_search.h"
#include "shim/serve/offered_path.h"
#include "shim/serve/wandb_file.h"
#include "shim/serve/written_back.h"

#include <string.h>

static bool is_set(const char *value)
{
    return value && *value != '\0';
}

/* The program may change its directory, and its records shall not follow it there. */
static const char *absolute(struct arena *arena, const char *directory, const char *path)
{
    return is_set(path) ? path_behind(arena, text_of(directory), text_of(path)) : NULL;
}

const char *launch_log(const char *value)
{
    if (!is_set(value) || strcmp(value, "0") == 0) {
        return NULL;
    }
    return strcmp(value, "1") == 0 ? "stderr" : value;
}

static const char *find_log(struct arena *arena, const char *directory, const char *value)
{
    const char *log = launch_log(value);
    return log && strcmp(log, "stderr") == 0 ? log : absolute(arena, directory, log);
}

/* A relative INLAY_ROOT would mean something else to every child that starts elsewhere. */
static bool find_root(struct launch *launch, const char *value, const char *directory, struct diagnostics *diagnostics)
{
    if (is_set(value) && *value != '/') {
        diagnose(diagnostics, SEVERITY_ERROR, (struct place){.source = ENV_ROOT}, "%s is not an absolute path", value);
        return false;
    }
    launch->overrides.root = text_copy(launch->arena, text_of(is_set(value) ? value : directory));
    return true;
}

static bool has_places(const struct launch *launch, struct diagnostics *diagnostics)
{
    for (const struct override_file *file = launch->overrides.files; file; file = file->next) {
        if (!text_starts(file->path, TEXT("/"))) {
            diagnose(diagnostics, SEVERITY_ERROR, file->origin,
                     "%s is relative, and the current directory is unknown (set " ENV_ROOT ")", file->name);
            return false;
        }
    }
    return true;
}

/* By the time that a library is loaded, the command is the program that it is loaded into. */
static bool asks_no_command(const struct overrides *overrides, struct diagnostics *diagnostics)
{
    if (overrides->entry_point) {
        diagnose(diagnostics, SEVERITY_ERROR, overrides->entry_point_origin,
                 "\"entry_point\" replaces the command, which the environment alone cannot do (use inlay run)");
    }
    if (overrides->args) {
        diagnose(diagnostics, SEVERITY_ERROR, overrides->args_origin,
                 "\"args\" replaces the command's arguments, which the environment alone cannot do (use inlay run)");
    }
    return !overrides->entry_point && !overrides->args;
}

static bool looks_for_manifest(const struct launch *launch, char *const *own)
{
    return text_starts(launch->overrides.root, TEXT("/")) && !environment_has(own, ENV_INPUTS) &&
           !environment_is_commands(own) && !is_set(environment_get(own, ENV_INPUTS_FOUND));
}

/* Beside the files that are looked for, or above. */
static enum outcome find_manifest(struct launch *launch, char *const *environment, const struct manifest **manifest,
                                  struct diagnostics *diagnostics)
{
    struct manifest_found *found = &launch->found_manifest;
    const struct manifest_search search = {
        .arena = launch->arena,
        .start = launch->overrides.root,
        .environment = environment,
        .remedy = ENV_INPUTS "=PATH",
    };
    if (!manifest_search_here(&search, found, diagnostics) && !manifest_search_above(&search, found, diagnostics)) {
        return OUTCOME_NONE;
    }
    const struct manifest_place place = {.path = found->path, .root = found->directory};
    bool right = manifest_of_file(launch->arena, &place, launch->inputs_pin, manifest, diagnostics);
    return right ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

static bool read_manifest(struct launch *launch, char *const *own, char *const *environment,
                          struct diagnostics *diagnostics)
{
    const struct manifest *manifest = NULL;
    launch->looks_for_manifest = looks_for_manifest(launch, own);
    enum outcome outcome = launch->looks_for_manifest
                               ? find_manifest(launch, environment, &manifest, diagnostics)
                               : manifest_of_environment(launch->arena, own, launch->overrides.root, launch->inputs_pin,
                                                         &manifest, diagnostics);
    if (manifest) {
        offered_path_of_all(&launch->overrides, manifest);
    }
    launch->is_for_sweeps = run_config_is_said(&launch->overrides) || (manifest && binds_run_config(manifest));
    return outcome != OUTCOME_REFUSED &&
           manifest_admit(&launch->overrides, manifest, environment, true, &launch->bound, diagnostics);
}

/* The environment is copied only where it may be asked for. */
static void find_secrets(struct launch *launch, char *const *environment)
{
    const struct override_file *file = launch->overrides.files;
    while (file && file->policy->secret_count == 0) {
        file = file->next;
    }
    if (file) {
        secrets_of_process(&launch->secrets, launch->arena, environment);
        launch->overrides.secrets = &launch->secrets.base;
    }
}

static void register_wandb_file(struct launch *launch, char *const *own)
{
    const char *path = wandb_file_path(&launch->overrides, own);
    launch->has_files = launch->overrides.files != NULL;
    if (path) {
        wandb_file_register(&launch->overrides, path);
    }
}

/* A system call that most launches need not make. */
static bool tells_start(const struct launch *launch, char *const *own)
{
    const struct override_file *file = launch->overrides.files;
    while (file && !override_file_may_be_absent(file)) {
        file = file->next;
    }
    return launch->log || file || environment_says(own, ENV_REQUIRE);
}

static int64_t find_started(const char *value)
{
    int64_t seconds = 0;
    if (!is_set(value) || strlen(value) > 12 || value[strspn(value, "0123456789")] != '\0') {
        return kernel_now().tv_sec;
    }
    for (; *value != '\0'; value++) {
        seconds = seconds * 10 + (*value - '0');
    }
    return seconds;
}

/* Files are asked for in the order in which `inlay run` added them. */
static void number_files(struct launch *launch)
{
    for (size_t i = 0; i < launch->registry.count; i++) {
        struct registered *file = &launch->registry.files[i];
        file->number = ledger_find_file(&launch->records.ledger, text_of(file->path), (uint32_t)i);
        if (file->file->copy.path.length > 0) {
            written_back_expect_copies();
        }
    }
}

bool launch_read(struct launch *launch, struct arena *arena, char *const *environment, char *const *own,
                 const char *directory, const struct records *records, struct diagnostics *diagnostics)
{
    *launch = (struct launch){.arena = arena, .overrides = {.arena = arena}, .records = *records};
    launch->records.report = absolute(arena, directory, environment_get(own, ENV_REPORT));
    launch->discovery.wanted = is_set(environment_get(own, ENV_RECORD)) && records->ledger.block;
    launch->log = find_log(arena, directory, environment_get(own, ENV_LOG));
    launch->strict = environment_says(own, ENV_STRICT);
    bool right = environment_on_error(own, &launch->warn, diagnostics) &&
                 find_root(launch, environment_get(own, ENV_ROOT), directory, diagnostics) &&
                 environment_read(&launch->overrides, own, launch->pin, diagnostics) &&
                 read_manifest(launch, own, environment, diagnostics);
    if (right) {
        register_wandb_file(launch, own);
    }
    right = right && asks_no_command(&launch->overrides, diagnostics) && has_places(launch, diagnostics);
    find_secrets(launch, environment);
    launch->started = tells_start(launch, own) ? find_started(environment_get(own, ENV_STARTED)) : 0;
    right = right && registry_build(arena, &launch->registry, &launch->overrides, record_is_wanted(&launch->records),
                                    launch->started, diagnostics);
    open_counts_start(&launch->opens, &launch->registry, &launch->records);
    number_files(launch);
    const bool has_run_config = launch->overrides.run_config && launch->overrides.run_config->count > 0;
    launch->watches_wandb = launch->records.ledger.block && (has_run_config || launch->discovery.wanted);
    return right;
}
