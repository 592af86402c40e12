/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/sweep/sweep_options.h"
#include "shim/cli/plan/plan_axes.h"
#include "shim/cli/base/say.h"
#include "shim/cli/plan/plan.h"

#define FOR(action) (1u << (action))
#define STARTING    (FOR(SWEEP_START) | FOR(SWEEP_CELL) | FOR(SWEEP_SUBMIT))
#define LOOKING     (FOR(SWEEP_TABLE) | FOR(SWEEP_PAGE))
#define MAKING      (STARTING | FOR(SWEEP_LIST))

static const char *const action_names[] = {
    [SWEEP_START] = "a start", [SWEEP_LIST] = "--list", [SWEEP_CELL] = "--cell",    [SWEEP_SUBMIT] = "--submit",
    [SWEEP_TABLE] = "--table", [SWEEP_PAGE] = "--page", [SWEEP_UNLOCK] = "--unlock"};

bool sweep_makes_cells(enum sweep_action action)
{
    return FOR(action) & MAKING;
}

static bool find_action(const struct sweeping *sweeping, enum sweep_action *action)
{
    const bool given[] = {
        [SWEEP_START] = false,
        [SWEEP_LIST] = sweeping->list,
        [SWEEP_CELL] = sweeping->has_cell,
        [SWEEP_SUBMIT] = sweeping->submit != SUBMIT_NOTHING,
        [SWEEP_TABLE] = sweeping->table,
        [SWEEP_PAGE] = sweeping->page,
        [SWEEP_UNLOCK] = sweeping->has_unlock,
    };
    *action = SWEEP_START;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (given[i] && *action != SWEEP_START) {
            say("%s and %s are two things (give one of them)", action_names[*action], action_names[i]);
            return false;
        }
        *action = given[i] ? (enum sweep_action)i : *action;
    }
    return true;
}

struct rule {
    const char *option;
    bool is_given;
    unsigned actions; /* with which it is of use */
};

static bool rules_hold(const struct rule *rules, size_t count, enum sweep_action action)
{
    for (size_t i = 0; i < count; i++) {
        if (rules[i].is_given && !(rules[i].actions & FOR(action))) {
            say("%s is of no use with %s", rules[i].option, action_names[action]);
            return false;
        }
    }
    return true;
}

static bool options_are_of_use(const struct options *options, enum sweep_action action)
{
    const struct sweeping *sweeping = &options->sweeping;
    const struct rule rules[] = {
        {"--try", sweeping->try_one, FOR(SWEEP_START)},
        {"--rerun", sweeping->rerun, STARTING},
        {"--base", sweeping->base != BASE_REFUSE, STARTING},
        {"--per-task", sweeping->per_task > 0, FOR(SWEEP_SUBMIT)},
        {"--onto", options->carrying.onto, FOR(SWEEP_SUBMIT)},
        {"--container", options->carrying.container, FOR(SWEEP_SUBMIT)},
        {"--image", options->carrying.image, FOR(SWEEP_SUBMIT)},
        {"--job-image", options->carrying.job_image, FOR(SWEEP_SUBMIT)},
        {"--image-config", options->carrying.image_config, FOR(SWEEP_SUBMIT)},
        {"--pull-secret", options->carrying.pull_secret, FOR(SWEEP_SUBMIT)},
        {"--each", sweeping->each, LOOKING},
        {"--metric", sweeping->metrics.count > 0, LOOKING},
        {"--sort", sweeping->sort, LOOKING},
        {"--format", sweeping->format != TABLE_TEXT, FOR(SWEEP_TABLE)},
        {"--output", options->output, FOR(SWEEP_LIST) | LOOKING | FOR(SWEEP_SUBMIT)},
        {"a command", options->operand_count > 0, MAKING},
        {"-s", sweeping->files.count > 0, MAKING},
        {"an override", options->input_count > 0, MAKING},
        {"--repeat", sweeping->repeat > 0, MAKING},
        {"--random", sweeping->random > 0, MAKING},
        {"--seed", sweeping->has_seed, MAKING},
        {"--zip", sweeping->zips.count > 0, MAKING},
    };
    return rules_hold(rules, sizeof rules / sizeof *rules, action);
}

static bool failures_agree(const struct sweeping *sweeping)
{
    if (sweeping->fail_fast && (sweeping->keep_going || sweeping->max_failures > 0)) {
        say("--fail-fast and %s contradict each other (give one of them)",
            sweeping->keep_going ? "--keep-going" : "--max-failures");
        return false;
    }
    return true;
}

/* Without anything that varies, and without a command, a sweep goes on that was begun before. */
static bool makes_something(const struct options *options, enum sweep_action action)
{
    const bool varies = plan_axes_are_said(options), has_command = options->operand_count > 0;
    if (!sweep_makes_cells(action)) {
        return true;
    }
    if (!varies && (options->input_count > 0 || options->sweeping.zips.count > 0 || options->sweeping.random > 0)) {
        say("nothing varies (write FILE:KEY=VALUE,VALUE; one launch is inlay run)");
        return false;
    }
    if (!varies && has_command && action != SWEEP_CELL && action != SWEEP_SUBMIT) {
        say("nothing varies (write FILE:KEY=VALUE,VALUE; inlay sweep by itself goes on with the sweep in %s)",
            options->sweeping.dir);
        return false;
    }
    if (varies && !has_command && (action == SWEEP_START || action == SWEEP_CELL)) {
        say("no command is given (write it behind --)");
        return false;
    }
    return true;
}

bool sweep_options_fit(const struct options *options, enum sweep_action *action)
{
    return find_action(&options->sweeping, action) && options_are_of_use(options, *action) &&
           failures_agree(&options->sweeping) && makes_something(options, *action);
}
