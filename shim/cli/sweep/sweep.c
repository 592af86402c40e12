/* SPDX-License-Identifier: Apache-2.0 */
/* inlay sweep: many documents from one, all checked before the first job starts. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/plan/plan.h"

static int sweep_verb(struct arena *arena, const struct options *options, struct buffer *out)
{
    (void)arena;
    (void)options;
    (void)out;
    say("sweep: not built yet");
    return EXIT_WRONG_INPUTS;
}

const struct verb verb_sweep = {
    .name = "sweep",
    .usage = "inlay sweep [options] [FILE:KEY=VALUE,VALUE… …] [-- COMMAND [ARG…]]",
    .help = "Runs COMMAND once for each combination of values.\n",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_STARTS | VERB_SWEEPS | VERB_PODS | VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = sweep_verb,
};
