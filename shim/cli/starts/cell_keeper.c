/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/cell_keeper.h"
#include "shim/cli/starts/cell_run.h"
#include "shim/cli/starts/descendants.h"
#include "shim/cli/base/seconds.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/job/relay.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#include <math.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETTLE 1.0 /* seconds in which what the job's first process leaves may end by itself */
#define AGAIN  0.1 /* seconds between two kills: a process may have been made meanwhile */
#define SPARED 10  /* kills in which inlay run, which writes a report of what was killed, is left alone */

/* How far a cell is, in this order. */
enum phase {
    PHASE_WORKS,     /* until the timeout */
    PHASE_ENDS,      /* SIGTERM was handed on; until the grace is over */
    PHASE_SETTLES,   /* inlay run has ended, other processes live */
    PHASE_DISMISSES, /* they have got SIGTERM; until the grace is over */
    PHASE_KILLS,     /* again and again, until nothing lives */
};

struct keeper {
    struct cell_job *job;
    struct cell_news *news;
    struct job_output output;
    pid_t run;              /* inlay run; 0: it has ended */
    const pid_t *inherited; /* children that are none of the cell's */
    bool is_run_killed;
    enum phase phase;
    double until; /* when the phase is over */
    double touch; /* when the lock is to be touched again */
    unsigned kills;
    bool is_timed_out;
};

static void enter(struct keeper *keeper, enum phase phase, double seconds)
{
    keeper->phase = phase;
    keeper->until = seconds < 0 ? INFINITY : seconds_now() + seconds;
}

static void signal_all(struct keeper *keeper, int number, bool spares_run, struct descendants *found)
{
    const pid_t spared[] = {spares_run ? keeper->run : keeper->output.copier, keeper->output.copier, 0};
    descendants_signal(number, DESCENT_ALL, spared, keeper->inherited, found);
}

/* What root runs, by sudo(8), may go on for ever. */
static bool are_others(const struct keeper *keeper, const struct descendants *found)
{
    return keeper->run == 0 && found->count > 0 && found->refused == found->count;
}

static void kill_all(struct keeper *keeper)
{
    struct descendants found;
    const bool spares_run = keeper->run > 0 && keeper->kills < SPARED;
    signal_all(keeper, SIGKILL, spares_run, &found);
    if (++keeper->kills > SPARED && are_others(keeper, &found)) {
        keeper->news->stay = (unsigned)found.count;
        memcpy(keeper->news->left_name, found.name, sizeof found.name);
    }
    enter(keeper, PHASE_KILLS, AGAIN);
}

/* The caller has sent it a signal. */
static void end_run(struct keeper *keeper, double grace)
{
    if (keeper->phase == PHASE_WORKS) {
        enter(keeper, PHASE_ENDS, grace);
    }
}

static bool is_cut_short(const struct keeper *keeper)
{
    return keeper->is_timed_out || keeper->news->is_ended;
}

static void end_rest(struct keeper *keeper)
{
    struct descendants found;
    signal_all(keeper, SIGTERM, false, &found);
    if (found.count == 0) { /* the copier is left, or what ends just now */
        job_output_end(&keeper->output);
        enter(keeper, PHASE_SETTLES, AGAIN);
        return;
    }
    if (!is_cut_short(keeper)) {
        keeper->news->left = (unsigned)found.count;
        memcpy(keeper->news->left_name, found.name, sizeof found.name);
    }
    enter(keeper, PHASE_DISMISSES, keeper->job->grace);
}

/* When the time of a phase is up. */
static void advance(struct keeper *keeper)
{
    switch (keeper->phase) {
    case PHASE_WORKS:
        keeper->is_timed_out = true;
        kill(keeper->run, SIGTERM);
        end_run(keeper, keeper->job->grace);
        break;
    case PHASE_SETTLES:
        end_rest(keeper);
        break;
    default:
        kill_all(keeper);
    }
}

/* From outside: what the job would have come to is not known then. */
static void end_cell(struct keeper *keeper)
{
    if (keeper->run > 0) {
        keeper->news->is_ended = true;
        end_run(keeper, keeper->job->outer_grace);
    } else if (keeper->phase == PHASE_SETTLES) {
        end_rest(keeper);
    }
}

static bool ends_cell(int number)
{
    return number == SIGTERM || number == SIGINT || number == SIGHUP || number == SIGQUIT;
}

static void take_signal(struct keeper *keeper, const siginfo_t *info)
{
    const bool is_scheduled = keeper->job->scheduler > 0;
    if (info->si_signo == SIGCHLD || (is_scheduled && relay_is_of_terminal(info))) {
        return; /* a terminal's came before the session was one of its own */
    }
    if (is_scheduled && info->si_signo == SIGQUIT) {
        keeper->news->is_ended |= keeper->run > 0;
        kill_all(keeper);
        return;
    }
    if (keeper->run > 0 && !relay_is_of_terminal(info)) {
        relay_send(keeper->run, info);
    }
    if (ends_cell(info->si_signo) && !relay_is_ignored(info->si_signo)) {
        end_cell(keeper);
    }
}

static void take_end(struct keeper *keeper, int status)
{
    keeper->run = 0;
    keeper->is_run_killed = WIFSIGNALED(status);
    keeper->news->status = keeper->is_run_killed ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (keeper->phase < PHASE_SETTLES) {
        enter(keeper, PHASE_SETTLES, is_cut_short(keeper) ? AGAIN : SETTLE);
    }
}

/* Where there are children that are none of the cell's. */
static bool is_any_left(const struct keeper *keeper)
{
    static const pid_t nobody[] = {0};
    struct descendants found;
    descendants_signal(0, DESCENT_ALL, nobody, keeper->inherited, &found);
    return found.count > 0;
}

/* Takes in all children that changed. False when no process of the cell's is left. */
static bool reap(struct keeper *keeper)
{
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
        if (child == keeper->run && !WIFSTOPPED(status)) {
            take_end(keeper, status);
        } else if (child == keeper->run && keeper->job->scheduler == 0) {
            relay_stop(WSTOPSIG(status));
        } else if (child == keeper->output.copier) {
            keeper->output.copier = 0;
        }
    }
    return child == 0 && (keeper->run > 0 || keeper->inherited[0] == 0 || is_any_left(keeper));
}

static void sleep_until_signal(struct keeper *keeper)
{
    const double next = keeper->until < keeper->touch ? keeper->until : keeper->touch;
    const struct timespec timeout = seconds_timeout(next - seconds_now());
    siginfo_t info;
    if (kernel_sigtake(RELAY_ALL, &info, &timeout) > 0) {
        take_signal(keeper, &info);
    }
}

/* The lock, and the scheduler, without which nobody would know of the cell. */
static void look_around(struct keeper *keeper)
{
    const pid_t scheduler = keeper->job->scheduler;
    bool is_alone = scheduler > 0 && getppid() != scheduler;
    if (keeper->job->attempt.store && seconds_now() >= keeper->touch) {
        keeper->news->lost_lock |= !attempt_touch(&keeper->job->attempt);
        keeper->touch = seconds_now() + LOCK_TOUCH;
    }
    if ((is_alone || keeper->news->lost_lock) && keeper->phase == PHASE_WORKS) {
        kill(keeper->run, SIGTERM);
        end_cell(keeper);
    }
}

static void watch(struct keeper *keeper)
{
    const double timeout = keeper->job->timeout;
    enter(keeper, PHASE_WORKS, timeout > 0 ? timeout : -1);
    keeper->touch = keeper->job->attempt.store ? seconds_now() + LOCK_TOUCH : INFINITY;
    while (reap(keeper) && keeper->news->stay == 0) {
        look_around(keeper);
        if (seconds_now() >= keeper->until) {
            advance(keeper);
        }
        sleep_until_signal(keeper);
    }
}

static enum cell_state state_of(const struct keeper *keeper)
{
    if (keeper->news->is_ended || keeper->news->lost_lock) {
        return CELL_LOST;
    }
    if (keeper->is_timed_out) {
        return CELL_TIMED_OUT;
    }
    return keeper->is_run_killed ? CELL_LOST : keeper->news->status == 0 ? CELL_DONE : CELL_FAILED;
}

static bool start(struct keeper *keeper)
{
    struct cell_job *job = keeper->job;
    const char *path = job->attempt.store ? path_in(job->arena, job->attempt.dir, "output") : NULL;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    keeper->inherited = descendants_children(job->arena);
    if (!job_output_open(&keeper->output, path, job->shows_output)) {
        return false;
    }
    keeper->run = cell_run_start(job, &keeper->output);
    job_output_started(&keeper->output);
    return keeper->run > 0;
}

static void record(struct cell_job *job, struct cell_news *news)
{
    if (news->state == CELL_DONE) {
        cell_notes_read(job->arena, job->attempt.dir, news->notes);
    }
    news->is_unwritten = !attempt_end(&job->attempt, news->state, news->status);
    if (news->is_unwritten) {
        news->state = CELL_LOST;
    }
}

void cell_keeper_run(struct cell_job *job, struct cell_news *news)
{
    struct keeper keeper = {.job = job, .news = news};
    *news = (struct cell_news){.state = CELL_LOST, .status = -1};
    if (start(&keeper)) {
        watch(&keeper);
        news->state = state_of(&keeper);
    }
    job_output_end(&keeper.output);
    if (job->attempt.store) {
        record(job, news);
    }
}
