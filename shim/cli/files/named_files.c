/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/named_files.h"
#include "shim/cli/files/job_configs.h"

#include <string.h>
#include <unistd.h>

static bool is_named(struct launch_inputs *launch, const struct options *options, const struct override_file *file)
{
    size_t i = 0;
    while (i < options->operand_count && config_file_find(launch, options->operands[i]) != file) {
        i++;
    }
    return i < options->operand_count;
}

/* Documents of a launch are for many files; what names one file on the command line is meant for what is done there. */
static bool is_said_for_one_file(const struct options *options, const struct override *override)
{
    for (size_t i = 0; i < options->input_count; i++) {
        const struct input *input = &options->inputs[i];
        const char *source = input->kind == INPUT_VALUES ? input->name : input->origin;
        if (input->kind != INPUT_DOCUMENT && override->origin.source == source) {
            return true;
        }
    }
    return false;
}

static void note_other(struct launch_inputs *launch, const struct options *options, const struct override_file *file)
{
    const struct override *override = file->first;
    while (override && !is_said_for_one_file(options, override)) {
        override = override->next_file;
    }
    if (override) {
        diagnose(&launch->diagnostics, SEVERITY_NOTE, override->origin,
                 "overrides %s, which is not the file that is named (left aside)", file->name);
    }
}

void named_files_note_others(struct launch_inputs *launch, const struct options *options)
{
    for (const struct override_file *file = launch->overrides.files; file; file = file->next) {
        if (!is_named(launch, options, file)) {
            note_other(launch, options, file);
        }
    }
}

static void read_plain(struct launch_inputs *launch, char *path)
{
    if (strchr(path, ':') && access(config_file_path(launch, path), F_OK) != 0) {
        inputs_refuse(launch, path, "neither a file nor an override (an override is FILE:KEY=VALUE, or FILE:KEY-)");
    } else {
        job_configs_read(launch, (char *[]){path, NULL});
    }
}

struct config_file *named_files_patch(struct launch_inputs *launch, const struct options *options)
{
    struct config_file *first = NULL, **link = &first;
    if (options->operand_count == 0) {
        return config_files_patch(launch, options->allow_missing);
    }
    for (size_t i = 0; i < options->operand_count; i++) {
        if (!config_file_find(launch, options->operands[i])) {
            read_plain(launch, options->operands[i]);
        }
    }
    for (const struct override_file *file = launch->overrides.files; file; file = file->next) {
        if (is_named(launch, options, file)) {
            *link = config_file_patch(launch, file, options->allow_missing);
            link = &(*link)->next;
        }
    }
    named_files_note_others(launch, options);
    return first;
}
