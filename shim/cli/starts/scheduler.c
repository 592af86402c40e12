/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/scheduler.h"
#include "shim/cli/starts/cell_failure.h"
#include "shim/cli/base/seconds.h"
#include "shim/cli/job/relay.h"
#include "shim/cli/base/say.h"

#define REDRAW  1.0  /* seconds between two looks at the clock */
#define GATHER  0.05 /* the same while the rest of a cell is being killed */
#define FOREVER 1e9

void scheduler_add(struct scheduler *scheduler, const struct start *start)
{
    struct start_queue *queue = &scheduler->queue;
    arena_grow(scheduler->arena, queue->list, queue->count, &queue->capacity);
    queue->list[queue->count++] = *start;
    tally_set(&scheduler->tally, start->index, STANDING_WAITS);
}

static void announce(struct scheduler *scheduler, const struct start *start)
{
    const struct keepers *keepers = &scheduler->keepers;
    if (keepers->pattern.shows_output) {
        const struct text values = cell_values(scheduler->arena, keepers->store, keepers->plan, start->index);
        say("cell %u: %.*s", keepers->store->cells[start->index].number, TEXT_ARGS(values));
    }
}

static void start_some(struct scheduler *scheduler)
{
    struct start_queue *queue = &scheduler->queue;
    struct keepers *keepers = &scheduler->keepers;
    enum keepers_outcome outcome = KEEPERS_STARTED;
    while (outcome == KEEPERS_STARTED && !scheduler->stops && queue->first < queue->count &&
           !(scheduler->is_trying && keepers->running > 0)) {
        const struct start *start = &queue->list[queue->first];
        outcome = keepers_start(keepers, start);
        if (outcome == KEEPERS_STARTED) {
            announce(scheduler, start);
            tally_set(&scheduler->tally, start->index, STANDING_RUNS);
            queue->first++;
        }
    }
    scheduler->stops |= outcome == KEEPERS_UNABLE;
}

static void end_cells(struct scheduler *scheduler, int number)
{
    scheduler->is_ending = true;
    keepers_signal(&scheduler->keepers, number);
}

static enum standing standing_of(const struct keeper_news *news)
{
    if (!news->is_known) {
        return STANDING_LOST;
    }
    if (news->is_refused) {
        return STANDING_WAITS;
    }
    if (news->is_elsewhere) {
        return STANDING_ELSEWHERE;
    }
    switch (news->cell.state) {
    case CELL_DONE:
        return STANDING_DONE;
    case CELL_FAILED:
        return STANDING_FAILED;
    case CELL_TIMED_OUT:
        return STANDING_TIMED_OUT;
    default:
        return news->cell.is_ended && !news->cell.lost_lock ? STANDING_ENDED : STANDING_LOST;
    }
}

/* As cell_failure_say() has it. */
static const char *failure_text(struct arena *arena, const struct sweeping *sweeping, enum standing standing,
                                const struct keeper_news *news)
{
    struct buffer out = {.arena = arena};
    if (standing == STANDING_FAILED) {
        buffer_format(&out, "failed with status %d", news->cell.status);
    } else if (standing == STANDING_TIMED_OUT) {
        buffer_put(&out, TEXT("timed out after "));
        seconds_put(&out, sweeping->timeout);
    } else if (!news->is_known) {
        buffer_put(&out, TEXT("is lost, since its keeper was killed"));
    } else if (news->cell.is_unwritten) {
        buffer_put(&out, TEXT("is lost, since its end is not written down"));
    } else {
        buffer_put(&out, TEXT("is lost, since inlay run was killed"));
    }
    return buffer_string(&out);
}

static void tell_left(const struct scheduler *scheduler, const struct keeper_place *place)
{
    const struct cell_news *cell = &place->news->cell;
    const uint32_t number = scheduler->keepers.store->cells[place->news->start.index].number;
    if (cell->stay > 0) {
        say("cell %u: %u process%s that its job left (%s) may not be ended by this user, and still run%s", number,
            cell->stay, cell->stay == 1 ? "" : "es", cell->left_name, cell->stay == 1 ? "s" : "");
    } else if (cell->left > 0) {
        say("cell %u: its job left %u process%s behind (%s), which inlay has ended", number, cell->left,
            cell->left == 1 ? "" : "es", cell->left_name);
    }
}

static void count_failure(struct scheduler *scheduler)
{
    const struct sweeping *sweeping = scheduler->sweeping;
    scheduler->failures++;
    if (scheduler->is_trying) {
        say("the cell that was to be tried has failed: no other is started");
        scheduler->stops = true;
    } else if (sweeping->fail_fast && !scheduler->is_ending) {
        say("--fail-fast: the other cells are ended");
        scheduler->stops = true;
        end_cells(scheduler, SIGTERM);
    } else if (sweeping->max_failures > 0 && scheduler->failures == sweeping->max_failures) {
        say("--max-failures %u: no more cells are started", sweeping->max_failures);
        scheduler->stops = true;
    }
}

static bool is_failure(enum standing standing)
{
    return standing == STANDING_FAILED || standing == STANDING_TIMED_OUT || standing == STANDING_LOST;
}

static bool run_again(struct scheduler *scheduler, const struct keeper_place *place, enum standing standing)
{
    const struct keeper_news *news = place->news;
    if (scheduler->stops ||
        !retries_again(&scheduler->retries, standing, news->cell.status, place->news->start.tries)) {
        return false;
    }
    const bool has_record = standing == STANDING_FAILED;
    const struct start next = {place->news->start.index, has_record ? news->attempt : 0, place->news->start.tries + 1};
    say("cell %u is run again (retry %u of %u)", scheduler->keepers.store->cells[next.index].number, next.tries,
        scheduler->retries.times);
    scheduler_add(scheduler, &next);
    return true;
}

static void take_end(struct scheduler *scheduler, const struct keeper_place *place)
{
    const struct keepers *keepers = &scheduler->keepers;
    const enum standing standing = standing_of(place->news);
    keepers_say(place);
    cell_notes_say(&scheduler->notes, keepers->store->cells[place->news->start.index].number, place->news->cell.notes);
    tell_left(scheduler, place);
    tally_set(&scheduler->tally, place->news->start.index, standing);
    if (place->news->is_refused) {
        scheduler->stops = true;
    } else if (is_failure(standing)) {
        cell_failure_say(keepers->store, keepers->plan, place->news->start.index,
                         failure_text(scheduler->arena, scheduler->sweeping, standing, place->news),
                         keepers->pattern.shows_output);
    }
    if (is_failure(standing) && !run_again(scheduler, place, standing)) {
        count_failure(scheduler);
    }
    scheduler->is_trying &= standing != STANDING_DONE;
}

static void take_ends(struct scheduler *scheduler)
{
    const struct keeper_place *place;
    while ((place = keepers_ended(&scheduler->keepers))) {
        progress_hide(&scheduler->progress);
        take_end(scheduler, place);
    }
}

static void interrupt(struct scheduler *scheduler)
{
    const size_t running = scheduler->keepers.running;
    scheduler->stops = true;
    scheduler->signal_number = SIGINT;
    if (running == 0) {
        return;
    }
    switch (++scheduler->interrupts) {
    case 1:
        say("no more cells are started; %zu running (Ctrl-C again ends %s)", running, running == 1 ? "it" : "them");
        break;
    case 2:
        say("the running cells are ended (Ctrl-C again kills them)");
        end_cells(scheduler, SIGTERM);
        break;
    default:
        end_cells(scheduler, SIGQUIT);
    }
}

static void stop_with_cells(const struct scheduler *scheduler)
{
    keepers_stop(&scheduler->keepers, true);
    relay_stop(SIGTSTP);
    keepers_stop(&scheduler->keepers, false);
}

static void end_by(struct scheduler *scheduler, int number, int sent)
{
    scheduler->stops = true;
    scheduler->signal_number = number;
    end_cells(scheduler, sent);
}

static void take_signal(struct scheduler *scheduler, const siginfo_t *info)
{
    const int number = info->si_signo;
    if (relay_is_ignored(number)) {
        return;
    }
    switch (number) {
    case SIGINT:
        interrupt(scheduler);
        break;
    case SIGTERM:
    case SIGHUP:
        end_by(scheduler, number, SIGTERM);
        break;
    case SIGQUIT:
        end_by(scheduler, number, SIGQUIT);
        break;
    case SIGUSR1:
    case SIGUSR2:
        keepers_signal(&scheduler->keepers, number);
        break;
    case SIGTSTP:
        stop_with_cells(scheduler);
        break;
    default:
        break;
    }
}

static void wait_for_signal(struct scheduler *scheduler, bool gathers)
{
    const double seconds = gathers ? GATHER : scheduler->progress.is_terminal ? REDRAW : FOREVER;
    const struct timespec timeout = seconds_timeout(seconds);
    siginfo_t info;
    if (kernel_sigtake(RELAY_ALL, &info, &timeout) > 0 && info.si_signo != SIGCHLD) {
        progress_hide(&scheduler->progress);
        take_signal(scheduler, &info);
    }
}

/* What was to be run again, and is not, has ended as it did. */
static void give_retries_up(struct scheduler *scheduler)
{
    const struct start_queue *queue = &scheduler->queue;
    for (size_t i = queue->first; i < queue->count; i++) {
        const struct start *start = &queue->list[i];
        if (start->tries > 0) {
            tally_set(&scheduler->tally, start->index, start->again > 0 ? STANDING_FAILED : STANDING_LOST);
        }
    }
}

void scheduler_run(struct scheduler *scheduler)
{
    bool gathers = false;
    start_some(scheduler);
    while (scheduler->keepers.running > 0 || (gathers && scheduler->signal_number == 0)) {
        progress_tell(&scheduler->progress, &scheduler->tally);
        wait_for_signal(scheduler, gathers);
        take_ends(scheduler);
        gathers = keepers_gather(&scheduler->keepers);
        start_some(scheduler);
    }
    give_retries_up(scheduler);
    progress_hide(&scheduler->progress);
}
