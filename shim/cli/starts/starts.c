/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/starts.h"
#include "shim/cli/starts/pattern.h"
#include "shim/cli/starts/scheduler.h"
#include "shim/cli/base/seconds.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"

#include <stdlib.h>
#include <unistd.h>

/* What earlier starts, or others, have made of a cell. */
static enum standing standing_of_record(const struct cell_record *record)
{
    static const enum standing standings[CELL_STATES] = {
        [CELL_NEW] = STANDING_WAITS,     [CELL_RUNNING] = STANDING_ELSEWHERE,   [CELL_DONE] = STANDING_DONE,
        [CELL_FAILED] = STANDING_FAILED, [CELL_TIMED_OUT] = STANDING_TIMED_OUT, [CELL_LOST] = STANDING_WAITS,
    };
    return standings[record->state];
}

static void add_cell(struct scheduler *scheduler, struct store *store, size_t index, bool is_chosen)
{
    const struct stored_cell *cell = &store->cells[index];
    if (cell->dropped || cell->plan_index == SIZE_MAX) {
        return;
    }
    const struct cell_record record = store_record(store, cell->number);
    const enum standing standing = standing_of_record(&record);
    const bool is_final = record.status >= 0 && record.state != CELL_RUNNING;
    if (standing == STANDING_WAITS || (is_chosen && is_final)) {
        scheduler_add(scheduler, &(struct start){.index = index, .again = is_final ? record.attempt : 0});
    } else {
        tally_set(&scheduler->tally, index, standing);
    }
}

/* Those that another starter had. What it has lost since is run here, once. True when there is something to run. */
static bool look_elsewhere(struct scheduler *scheduler, struct store *store)
{
    const size_t before = scheduler->queue.count;
    for (size_t i = 0; i < store->count; i++) {
        if (scheduler->tally.cells[i] == STANDING_ELSEWHERE) {
            add_cell(scheduler, store, i, false);
        }
    }
    return scheduler->queue.count > before && !scheduler->stops;
}

/* How many cells at once; 0, and said, when the options do not agree. */
static size_t places(const struct scheduler *scheduler)
{
    const size_t room = gpus_room(&scheduler->keepers.gpus);
    const size_t jobs = scheduler->sweeping->jobs;
    const size_t waiting = scheduler->queue.count;
    if (jobs > room) {
        say("%zu cell%s at once: there are GPUs for no more (--cells-per-gpu shares them)", room, room == 1 ? "" : "s");
    }
    const size_t most = jobs > 0 && jobs < room ? jobs : room == SIZE_MAX ? 1 : room;
    return waiting < most ? waiting : most;
}

static void close_line(const struct scheduler *scheduler, double started)
{
    struct buffer out = {.arena = scheduler->arena};
    buffer_put(&out, tally_text(scheduler->arena, &scheduler->tally, scheduler->keepers.store));
    if (scheduler->queue.count > 0) {
        buffer_put(&out, TEXT(", in "));
        seconds_put(&out, seconds_now() - started);
    }
    say("%.*s", TEXT_ARGS(buffer_text(&out)));
}

/* A signal that has kept no cell from its end changes nothing. */
static int exit_status(const struct scheduler *scheduler)
{
    const struct tally *tally = &scheduler->tally;
    const bool is_whole = tally->of[STANDING_WAITS] + tally->of[STANDING_ENDED] == 0;
    if (!is_whole && scheduler->signal_number != 0) {
        return 128 + scheduler->signal_number;
    }
    return tally_has_failures(tally) || !is_whole ? EXIT_WRONG_INPUTS : 0;
}

static bool run_waiting(struct scheduler *scheduler, bool *is_ready)
{
    struct keepers *keepers = &scheduler->keepers;
    const size_t count = places(scheduler);
    keepers->pattern.shows_output = count == 1 && isatty(STDOUT_FILENO);
    if (!*is_ready && !keepers_make(keepers, count)) {
        return false;
    }
    *is_ready = true;
    progress_begin(&scheduler->progress, &scheduler->tally, keepers->pattern.shows_output);
    scheduler_run(scheduler);
    return true;
}

bool starts_options_agree(struct arena *arena, const struct options *options)
{
    struct gpus gpus;
    struct retries retries;
    return gpus_read(&gpus, arena, &options->sweeping, getenv(ENV_GPUS)) && retries_read(&retries, &options->sweeping);
}

int starts_run(struct store *store, struct plan *plan, const bool *chosen)
{
    const struct options *options = plan->options;
    struct scheduler scheduler = {
        .arena = store->arena,
        .sweeping = &options->sweeping,
        .keepers = {.store = store, .plan = plan},
        .notes = {.arena = store->arena},
        .is_trying = options->sweeping.try_one,
    };
    struct signals caller;
    const double started = seconds_now();
    parent_block_signals(&caller);
    if (!gpus_read(&scheduler.keepers.gpus, store->arena, scheduler.sweeping, getenv(ENV_GPUS)) ||
        !retries_read(&scheduler.retries, scheduler.sweeping) ||
        !pattern_read(&scheduler.keepers.pattern, store->arena, plan, &caller)) {
        return EXIT_WRONG_COMMAND;
    }
    tally_begin(&scheduler.tally, store->arena, store->count);
    for (size_t i = 0; i < store->count; i++) {
        add_cell(&scheduler, store, i, chosen && chosen[i]);
    }
    bool is_ready = false;
    while (scheduler.queue.first < scheduler.queue.count && !scheduler.stops) {
        if (!run_waiting(&scheduler, &is_ready)) {
            return EXIT_WRONG_INPUTS;
        }
        if (!look_elsewhere(&scheduler, store)) {
            break;
        }
    }
    keepers_dismiss(&scheduler.keepers);
    cell_notes_end(&scheduler.notes);
    close_line(&scheduler, started);
    return exit_status(&scheduler);
}
