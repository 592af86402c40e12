/* SPDX-License-Identifier: Apache-2.0 */
/* inlay describe: lists what a launcher may change in a job. */
#include "shim/cli/describe/describe_formats.h"
#include "shim/cli/base/verb.h"

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

static int describe(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct launch_inputs launch;
    inputs_read(&launch, arena, options, environ);
    const struct job_config *configs = job_configs_read(&launch, options->operands);
    if (launch.diagnostics.errors == 0) {
        put(out, &launch, options->listing, configs);
    }
    return inputs_are_right(&launch) ? 0 : EXIT_WRONG_INPUTS;
}

const struct verb verb_describe = {
    .name = "describe",
    .operands = OPERANDS_FILES,
    .takes = VERB_LISTS | VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = describe,
};
