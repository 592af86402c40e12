/* inlay describe: lists what of a job may be changed. */
#include "shim/cli/describe_formats.h"
#include "shim/cli/messages.h"
#include "shim/cli/verbs.h"

#include <stdio.h>
#include <unistd.h>

static void put(struct buffer *out, struct launch *launch, enum listing listing, const struct job_config *configs)
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

int verb_describe(struct arena *arena, const struct options *options)
{
    struct launch launch;
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
