/* SPDX-License-Identifier: Apache-2.0 */
/* inlay describe: lists what of a job may be changed. */
#include "shim/cli/describe/describe_formats.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"

#include <stdio.h>
#include <unistd.h>

static void put(struct buffer *out, struct launch_inputs *launch, enum listing listing,
                const struct job_config *configs)
{
    switch (listing) {
    case LISTING_TABLE:
        describe_as_table(out, configs);
        break;
    case LISTING_JSON:
        describe_as_json(out, configs);
        break;
    case LISTING_WANDB:
        describe_as_wandb(out, launch, configs);
        break;
    }
}

static int describe(struct arena *arena, const struct options *options)
{
    struct launch_inputs launch;
    struct buffer out = {.arena = arena};
    const struct job_config *configs;
    inputs_read(&launch, arena, options, environ);
    if (launch.diagnostics.errors == 0) {
        configs = job_configs_read(&launch, options->operands);
        if (launch.diagnostics.errors == 0) {
            put(&out, &launch, options->listing, configs);
        }
    }
    say_diagnostics(&launch.diagnostics);
    if (launch.diagnostics.errors > 0) {
        return EXIT_WRONG_INPUTS;
    }
    fwrite(out.bytes, 1, out.length, stdout);
    return 0;
}

const struct verb verb_describe = {
    .name = "describe",
    .usage = "inlay describe [options] [FILE:KEY=VALUE …] [FILE…]",
    .help = "Lists the inputs of a job: key, type, what the job would read now, limits, description. They are what "
            "the\n"
            "manifest offers, or of that the FILEs; without a manifest, all that the FILEs hold.\n"
            "\n"
            "  --format table            for people\n"
            "  --format json             types by key: {\"trainer\": {\"learning_rate\": \"float\"}}; of several "
            "configs\n"
            "                            {\"files\": {\"config.yaml\": {…}}, \"run_config\": {…}}\n"
            "  --format wandb            the metadata of a W&B job: input_types and input_schemas\n"
            "\n"
            "Exit status: 0; 1 the inputs are wrong; 2 the command line is wrong.\n",
    .operands = OPERANDS_FILES,
    .takes = VERB_LISTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = describe,
};
