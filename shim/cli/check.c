/* SPDX-License-Identifier: Apache-2.0 */
/* inlay check: says all that is wrong, and runs nothing. */
#include "shim/cli/files/manifest_files.h"
#include "shim/cli/files/named_files.h"
#include "shim/cli/base/verb.h"
#include "shim/serve/environment.h"

#include <unistd.h>

static void put_count(struct buffer *out, size_t count, const char *what)
{
    buffer_format(out, "%zu %s%s", count, what, count == 1 ? "" : "s");
}

/* What people want to know, and scripts do not. held: files that were held against the manifest. */
static void put_what_is_right(struct buffer *out, const struct launch_inputs *launch, const struct options *options,
                              const struct config_file *files, size_t held)
{
    const struct node *run_config = launch->overrides.run_config;
    size_t file_count = held, override_count = 0;
    for (; files; files = files->next) {
        file_count += held == 0;
        for (const struct override *override = files->file->first; override; override = override->next_file) {
            override_count++;
        }
    }
    if (options->operand_count + file_count == 0 && !run_config) {
        buffer_put(out, TEXT("nothing is overridden, and no manifest says what to check\n"));
        return;
    }
    put_count(out, options->operand_count > 0 ? options->operand_count : file_count, "file");
    buffer_put(out, TEXT(", "));
    put_count(out, override_count, "override");
    buffer_put(out, run_config && run_config->count > 0 ? TEXT(", the run config: right\n") : TEXT(": right\n"));
}

static int check(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    inputs_read(&launch, arena, options, environ);
    environment_unknown(environ, &launch.diagnostics);
    const struct config_file *files = named_files_patch(&launch, options);
    size_t held = manifest_files_check(&launch, options);
    if (!inputs_are_right(&launch)) {
        return EXIT_WRONG_INPUTS;
    }
    if (isatty(STDOUT_FILENO) && !launch.disabled) {
        put_what_is_right(out, &launch, options, files, held);
    }
    return 0;
}

const struct verb verb_check = {
    .name = "check",
    .operands = OPERANDS_FILES,
    .refused = EXIT_WRONG_COMMAND,
    .run = check,
};
