/* SPDX-License-Identifier: Apache-2.0 */
/* inlay render: prints the bytes that a job will read from one file. */
#include "shim/cli/files/named_files.h"
#include "shim/cli/base/missing_file.h"
#include "shim/cli/base/verb.h"

#include <errno.h>
#include <unistd.h>

static const char *missing(struct launch_inputs *launch, const char *path)
{
    return missing_file_problem(launch->arena, path, config_file_path(launch, path), NULL);
}

/* A file that nothing overrides, as it is on the disk. */
static struct text read_plain(struct launch_inputs *launch, const char *path)
{
    struct file_content content = {0};
    const char *wrong = file_read(launch->arena, config_file_path(launch, path), FILES_REGULAR, &content);
    if (wrong) {
        inputs_refuse(launch, path, errno == ENOENT ? missing(launch, path) : wrong);
    }
    return content.bytes;
}

static struct text render(struct launch_inputs *launch, const char *path)
{
    const struct override_file *file = config_file_find(launch, path);
    if (!file) {
        return read_plain(launch, path);
    }
    const struct config_file *config = config_file_patch(launch, file, true);
    if (config->outcome == OUTCOME_NONE) {
        inputs_refuse(launch, path, missing(launch, path));
    }
    return config->patch.bytes;
}

static int print_file(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    inputs_read(&launch, arena, options, environ);
    if (launch.diagnostics.errors == 0) {
        buffer_adopt(out, render(&launch, options->operands[0])); /* it may be large */
        named_files_note_others(&launch, options);
    }
    return inputs_are_right(&launch) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_render = {
    .name = "render",
    .operands = OPERANDS_FILE,
    .takes = VERB_REVEALS | VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = print_file,
};
