/* SPDX-License-Identifier: Apache-2.0 */
/* inlay sweep: many documents from one, all checked before the first job starts. */
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/table/table.h"

/* --table and --page */
static int look(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct store store;
    const enum outcome outcome = store_open(&store, arena, options->sweeping.dir);
    if (outcome == OUTCOME_NONE) {
        say("%s: there is no sweep in it (--dir names a sweep's directory)", options->sweeping.dir);
    }
    if (outcome != OUTCOME_FOUND) {
        return EXIT_WRONG_INPUTS;
    }
    return options->sweeping.page ? table_page_put(&store, options, out) : table_put(&store, options, out);
}

static int sweep_verb(struct arena *arena, const struct options *options, struct buffer *out)
{
    if (options->sweeping.table || options->sweeping.page) {
        return look(arena, options, out);
    }
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
