/* SPDX-License-Identifier: Apache-2.0 */
/* inlay sweep: many documents from one, all checked before the first job starts. */
#include "shim/cli/plan/cell_launch.h"
#include "shim/cli/plan/plan_axes.h"
#include "shim/cli/sweep/sweep_labels.h"
#include "shim/cli/sweep/sweep_options.h"
#include "shim/cli/sweep/sweep_resume.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/starts/starts.h"
#include "shim/cli/submit/submit.h"
#include "shim/cli/submit/submit_options.h"
#include "shim/cli/table/table.h"

#include "core/base/path.h"

#include <string.h>

#define MANY 1000 /* cells that nobody has to confirm */

struct sweep_call {
    struct arena *arena;
    const struct options *options;
    enum sweep_action action;
    struct store store;
    enum outcome opened; /* the store */
    struct plan plan;
    struct sweep_labels labels;
    bool *chosen; /* by number: what is to be run again; NULL: nothing */
    struct buffer *out;
};

static bool open_store(struct sweep_call *call)
{
    call->opened = store_open(&call->store, call->arena, call->options->sweeping.dir);
    return call->opened != OUTCOME_REFUSED;
}

/* Who says nothing that varies goes on with the sweep that is there. */
static bool find_options(struct sweep_call *call)
{
    if (plan_axes_are_said(call->options)) {
        return true;
    }
    if (call->opened == OUTCOME_NONE) {
        say("nothing varies, and there is no sweep in %s (write FILE:KEY=VALUE,VALUE)", call->options->sweeping.dir);
        return false;
    }
    struct options *resumed = arena_new(call->arena, struct options);
    const bool right = sweep_resume(call->arena, &call->store, call->options, resumed);
    call->options = resumed;
    return right;
}

static bool choose(struct sweep_call *call)
{
    const char *word = call->options->sweeping.rerun;
    if (!word) {
        return true;
    }
    call->chosen = arena_array(call->arena, bool, call->store.count + call->plan.cells.count);
    bool *planned = arena_array(call->arena, bool, call->store.count + call->plan.cells.count);
    for (size_t i = 0; i < call->labels.count; i++) {
        planned[call->labels.numbers[i]] = true;
    }
    return store_choose(&call->store, "--rerun", word, planned, call->chosen);
}

/* A list shows how many there are, and a cell is one. */
static void say_count(struct sweep_call *call)
{
    const struct plan *plan = &call->plan;
    const bool is_plain = plan->cells.equal + plan->cells.excluded == 0 && !plan->draws;
    if (call->action != SWEEP_CELL && !(call->action == SWEEP_LIST && is_plain)) {
        say("%s", plan_count_text(plan));
    }
}

/* The plan, its labels, and what is to be run again. Nothing is written. */
static bool make_plan(struct sweep_call *call)
{
    if (!open_store(call) || !find_options(call) || !plan_make(&call->plan, call->arena, call->options)) {
        return false;
    }
    say_count(call);
    sweep_labels_make(call->arena, &call->store, &call->plan, &call->labels);
    return choose(call);
}

static bool check_labels(const struct sweep_call *call, const struct sweep_labels *labels)
{
    return labels->count == 0 ||
           plan_check(&call->plan, labels->indexes, labels->numbers, labels->count, call->options->sweeping.dir);
}

/* ---- what it can do */

static const char *directory_of(const struct sweep_call *call, struct arena *arena, size_t at)
{
    const uint32_t number = call->labels.numbers[at];
    return number < call->store.count ? store_cell_dir(&call->store, number)
                                      : path_in(arena, call->options->sweeping.dir,
                                                plan_cell_name(arena, &call->plan, call->labels.indexes[at], number));
}

static void list_one(void *context, struct arena *arena, size_t at)
{
    struct sweep_call *call = context;
    const struct sweep_labels *labels = &call->labels;
    buffer_put(call->out, plan_document(arena, &call->plan, labels->indexes[at], labels->numbers[at],
                                        directory_of(call, arena, at)));
    buffer_byte(call->out, '\n');
}

static int list(struct sweep_call *call)
{
    if (!check_labels(call, &call->labels)) {
        return EXIT_WRONG_INPUTS;
    }
    cell_launch_each(&call->plan, call->labels.count, list_one, call);
    return 0;
}

static bool is_confirmed(const struct sweep_call *call)
{
    if (call->labels.new_count > MANY && !call->options->sweeping.yes) {
        say("%zu new cells: more than %d want --yes", call->labels.new_count, MANY);
        return false;
    }
    return true;
}

/* Another starter may have added more cells meanwhile than there is room for. */
static void make_room(struct sweep_call *call, size_t room)
{
    if (call->chosen && call->store.count > room) {
        bool *chosen = arena_array(call->arena, bool, call->store.count);
        memcpy(chosen, call->chosen, room * sizeof *chosen);
        call->chosen = chosen;
    }
}

/* Checks what will run, and writes it down. */
static bool begin(struct sweep_call *call)
{
    struct sweep_labels open = call->labels;
    const size_t room = call->store.count + call->plan.cells.count;
    sweep_labels_keep_open(&call->store, call->chosen, &open);
    if (!store_bases(&call->store, &call->plan) || !check_labels(call, &open) ||
        !store_update(&call->store, &call->plan)) {
        return false;
    }
    make_room(call, room);
    return store_chosen_are_planned(&call->store, "--rerun", call->chosen);
}

static int start(struct sweep_call *call)
{
    if (!is_confirmed(call) || !starts_options_agree(call->arena, call->options)) {
        return EXIT_WRONG_COMMAND;
    }
    return begin(call) ? starts_run(&call->store, &call->plan, call->chosen) : EXIT_WRONG_INPUTS;
}

static int submit(struct sweep_call *call)
{
    if (!is_confirmed(call)) {
        return EXIT_WRONG_COMMAND;
    }
    if (!begin(call)) {
        return EXIT_WRONG_INPUTS;
    }
    return call->options->sweeping.submit == SUBMIT_SLURM ? submit_slurm(&call->store, &call->plan, call->out)
                                                          : submit_kubernetes(&call->store, &call->plan, call->out);
}

static int run_cell(struct sweep_call *call)
{
    const uint32_t number = call->options->sweeping.cell;
    const size_t at = sweep_labels_find(&call->labels, number);
    if (at == call->labels.count) {
        say("--cell %u: there is no such cell (%zu cells, from %u to %u)", number, call->labels.count,
            call->labels.numbers[0], call->labels.numbers[call->labels.count - 1]);
        return EXIT_REFUSED;
    }
    const struct sweep_labels one = {&call->labels.indexes[at], &call->labels.numbers[at], 1, 0};
    if (!store_bases(&call->store, &call->plan) || !check_labels(call, &one)) {
        return EXIT_REFUSED;
    }
    if (call->opened == OUTCOME_NONE && !call->options->sweeping.dir_is_said) {
        return starts_run_one(NULL, &call->plan, number); /* no directory is shared, and none is wanted */
    }
    return store_update(&call->store, &call->plan) ? starts_run_one(&call->store, &call->plan, number) : EXIT_REFUSED;
}

/* Of a sweep that is there. */
static int look(struct sweep_call *call)
{
    if (!open_store(call)) {
        return EXIT_WRONG_INPUTS;
    }
    if (call->opened == OUTCOME_NONE) {
        say("%s: there is no sweep in it (--dir names a sweep's directory)", call->options->sweeping.dir);
        return EXIT_WRONG_INPUTS;
    }
    if (call->action == SWEEP_UNLOCK) {
        return store_unlock(&call->store, call->options->sweeping.unlock) ? 0 : EXIT_WRONG_INPUTS;
    }
    return call->action == SWEEP_TABLE ? table_put(&call->store, call->options, call->out)
                                       : table_page_put(&call->store, call->options, call->out);
}

static int sweep_verb(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct sweep_call call = {.arena = arena, .options = options, .out = out};
    if (!sweep_options_fit(options, &call.action)) {
        return EXIT_WRONG_COMMAND;
    }
    if (!sweep_makes_cells(call.action)) {
        return look(&call);
    }
    if (call.action == SWEEP_SUBMIT ? !submit_options_fit(options) : !starts_options_agree(arena, options)) {
        return EXIT_WRONG_COMMAND;
    }
    if (!make_plan(&call)) {
        return call.action == SWEEP_CELL ? EXIT_REFUSED : EXIT_WRONG_INPUTS;
    }
    switch (call.action) {
    case SWEEP_LIST:
        return list(&call);
    case SWEEP_CELL:
        return run_cell(&call);
    case SWEEP_SUBMIT:
        return submit(&call);
    default:
        return start(&call);
    }
}

const struct verb verb_sweep = {
    .name = "sweep",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_STARTS | VERB_SWEEPS | VERB_PODS | VERB_PRINTS,
    .refused = EXIT_WRONG_COMMAND,
    .run = sweep_verb,
};
