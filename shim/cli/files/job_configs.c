/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/job_configs.h"
#include "shim/cli/base/missing_file.h"
#include "shim/cli/files/config_files.h"
#include "shim/serve/offered_path.h"
#include "shim/cli/wandb/wandb_config.h"
#include "shim/serve/variables.h"

#include "core/base/path.h"
#include "core/read/read.h"

#include <errno.h>

static const struct offer everything;

struct gathering {
    struct launch_inputs *launch;
    struct job_config *first, **link;
};

static void add(struct gathering *gathering, const struct job_config *config)
{
    struct launch_inputs *launch = gathering->launch;
    struct job_config *added = arena_new(launch->arena, struct job_config);
    *added = *config;
    struct job_inputs inputs;
    job_inputs_list(launch->arena, added->offer, added->document, added->is_file, &inputs, &launch->diagnostics);
    added->inputs = inputs.nested;
    added->chosen = inputs.chosen;
    *gathering->link = added;
    gathering->link = &added->next;
}

struct text job_config_label(struct arena *arena, const struct job_config *config)
{
    struct buffer label = {.arena = arena};
    buffer_put(&label, text_of(config->name));
    if (config->number > 0) {
        buffer_format(&label, "#%u", config->number);
    }
    return buffer_text(&label);
}

/* One document of a stream; the only one for number 0. */
static struct document *read_document(struct launch_inputs *launch, const char *name, struct text bytes,
                                      enum format format, uint32_t number, struct diagnostics *diagnostics)
{
    struct document *document = arena_new(launch->arena, struct document);
    bool read = document_read(launch->arena, name, bytes, format, number, document, diagnostics);
    return read ? document : NULL;
}

static void add_documents(struct gathering *gathering, struct job_config config, struct text bytes, enum format format)
{
    struct launch_inputs *launch = gathering->launch;
    struct diagnostics unsaid = {.arena = launch->arena};
    config.document = read_document(launch, config.name, bytes, format, 0, &unsaid);
    if (config.document) {
        add(gathering, &config);
        return;
    }
    do {
        config.number++;
        config.document = read_document(launch, config.name, bytes, format, config.number, &launch->diagnostics);
        if (config.document) {
            add(gathering, &config);
        }
    } while (config.document && config.number < config.document->documents);
}

/* What a job reads at path. */
static enum outcome read_patched(struct launch_inputs *launch, const char *name, struct text path, struct text *bytes,
                                 enum format *format)
{
    const struct override_file *file = overrides_find_file(&launch->overrides, path);
    *format = FORMAT_UNKNOWN;
    if (file && override_file_is_needed(file)) {
        const struct config_file *config = config_file_patch(launch, file, true);
        *bytes = config->patch.bytes;
        *format = config->patch.format;
        return config->outcome;
    }
    struct file_content content = {0};
    const char *wrong = file_read(launch->arena, text_string(launch->arena, path), FILES_REGULAR, &content);
    if (wrong && errno == ENOENT) {
        return OUTCOME_NONE;
    }
    if (wrong) {
        inputs_refuse(launch, name, wrong);
        return OUTCOME_REFUSED;
    }
    *bytes = content.bytes;
    return OUTCOME_FOUND;
}

static void add_file(struct gathering *gathering, const char *name, struct text path, const struct offer *offer,
                     bool is_run_config)
{
    struct job_config config = {.name = name, .is_run_config = is_run_config, .is_file = true, .offer = offer};
    struct text bytes;
    enum format format;
    enum outcome outcome = read_patched(gathering->launch, name, path, &bytes, &format);
    if (outcome == OUTCOME_FOUND) {
        add_documents(gathering, config, bytes, format);
    } else if (outcome == OUTCOME_NONE) {
        add(gathering, &config);
    }
}

/* A job that reads its run config from no file gets the values of the launch. */
static void add_run_config(struct gathering *gathering, const struct manifest *manifest)
{
    struct launch_inputs *launch = gathering->launch;
    const struct manifest_file *file = manifest->run_config_file;
    struct job_config config = {.name = "run config", .is_run_config = true, .offer = &manifest->run_config};
    struct buffer said = {.arena = launch->arena};
    if (file) {
        add_file(gathering, file->name, file->path, &manifest->run_config, true);
    } else if (launch->overrides.run_config) {
        wandb_config_put(&said, launch->overrides.run_config);
        add_documents(gathering, config, buffer_text(&said), FORMAT_JSON);
    } else {
        add(gathering, &config);
    }
}

static void add_offered(struct gathering *gathering, const struct manifest *manifest)
{
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        add_file(gathering, file->name, file->path, &file->offer, false);
    }
    if (manifest->offers_run_config) {
        add_run_config(gathering, manifest);
    }
}

static void add_named(struct gathering *gathering, const char *name)
{
    struct launch_inputs *launch = gathering->launch;
    const struct manifest *manifest = launch->manifest;
    struct text path =
        offered_path(launch->arena, manifest, path_full(launch->arena, launch->overrides.root, text_of(name)));
    const struct manifest_file *file = manifest ? manifest_find(manifest, path) : NULL;
    struct job_config **before = gathering->link;
    size_t errors = launch->diagnostics.errors;
    if (file) {
        add_file(gathering, file->name, path, &file->offer, false);
    } else if (manifest) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){.source = name},
                 "is no input of this job (%s does not name it)", manifest->name);
    } else {
        add_file(gathering, name, path, &everything, false);
    }
    if (!manifest && launch->diagnostics.errors == errors && *before && !(*before)->document) {
        inputs_refuse(launch, name, missing_file_problem(launch->arena, name, text_string(launch->arena, path), NULL));
    }
}

static void add_overridden(struct gathering *gathering)
{
    for (const struct override_file *file = gathering->launch->overrides.files; file; file = file->next) {
        add_file(gathering, file->name, file->path, &everything, false);
    }
}

struct job_config *job_configs_read(struct launch_inputs *launch, char *const *files)
{
    struct gathering gathering = {.launch = launch, .link = &gathering.first};
    if (launch->diagnostics.errors > 0) {
        return NULL;
    }
    if (launch->disabled) {
        inputs_refuse(launch, ENV_DISABLE, "is set, so inlay knows no inputs (unset it)");
        return NULL;
    }
    for (char *const *file = files; *file; file++) {
        add_named(&gathering, *file);
    }
    if (!*files && launch->manifest) {
        add_offered(&gathering, launch->manifest);
    } else if (!*files) {
        add_overridden(&gathering);
    }
    if (!gathering.first && launch->diagnostics.errors == 0) {
        inputs_refuse(
            launch, NULL,
            "nothing says what this job's inputs are (name its config files, or inlay record -- COMMAND writes "
            "inlay.yaml)");
    }
    return gathering.first;
}

size_t job_input_shared(struct keypath a, struct keypath b)
{
    size_t count = 0;
    while (count < a.count && count < b.count && text_equal(a.steps[count].key, b.steps[count].key)) {
        count++;
    }
    return count;
}
