/* SPDX-License-Identifier: Apache-2.0 */
/* inlay diff: prints what a job will read differently. */
#include "shim/cli/diff/diff.h"
#include "shim/cli/diff/unified_diff.h"
#include "shim/cli/files/named_files.h"
#include "shim/cli/base/verb.h"

#include "core/base/printable.h"

#include <stdlib.h>
#include <unistd.h>

static bool wants_colour(int descriptor)
{
    const char *no_colour = getenv("NO_COLOR"); /* https://no-color.org: set and not empty */
    return isatty(descriptor) && (!no_colour || no_colour[0] == '\0');
}

void diff_put(struct buffer *out, const struct launch_inputs *launch, const struct config_file *files, int descriptor)
{
    for (; files; files = files->next) {
        if (files->outcome != OUTCOME_FOUND) {
            continue;
        }
        if (files->shown.withheld) {
            buffer_format(out, "%s: what changes is not shown, since a secret would be shown with it\n",
                          printable_string(out->arena, config_file_label(launch, files->file)));
        } else {
            unified_diff(out, config_file_label(launch, files->file), files->shown.original, &files->shown.patch,
                         wants_colour(descriptor));
        }
    }
}

static int print_diff(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    inputs_read(&launch, arena, options, environ);
    struct config_file *files = named_files_patch(&launch, options);
    diff_put(out, &launch, files, options->output ? -1 : STDOUT_FILENO);
    return inputs_are_right(&launch) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_diff = {
    .name = "diff",
    .operands = OPERANDS_FILES,
    .takes = VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = print_diff,
};
