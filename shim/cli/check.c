/* SPDX-License-Identifier: Apache-2.0 */
/* inlay check: says all that is wrong, and runs nothing. */
#include "shim/cli/files/config_files.h"
#include "shim/cli/base/verb.h"
#include "shim/serve/environment.h"

#include <unistd.h>

static int check(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    (void)out;
    inputs_read(&launch, arena, options, environ);
    environment_unknown(environ, &launch.diagnostics);
    config_files_patch(&launch, options->allow_missing);
    return inputs_are_right(&launch) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_check = {
    .name = "check",
    .usage = "inlay check [options] [FILE:KEY=VALUE …]",
    .help = "Says all that is wrong with the overrides and with the config files that they name. Runs nothing.\n"
            "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
    .operands = OPERANDS_NONE,
    .refused = EXIT_WRONG_COMMAND,
    .run = check,
};
