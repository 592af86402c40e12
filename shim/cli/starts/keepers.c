/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/keepers.h"
#include "shim/cli/starts/descendants.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/plan/plan_manifest.h"
#include "shim/cli/job/relay.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define KEPT_MEMORY ((size_t)32 << 20) /* bytes; a keeper that has more ends, and the next one begins anew */

/* count elements of size bytes each that this process and its keepers share. NULL with errno. */
static void *shared_array(size_t count, size_t size)
{
    void *array = mmap(NULL, count * size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return array == MAP_FAILED ? NULL : array;
}

bool keepers_make(struct keepers *keepers, size_t count)
{
    struct arena *arena = keepers->store->arena;
    const size_t per_cell = keepers->gpus.per_cell;
    struct keeper_news *news = shared_array(count, sizeof *news);
    size_t *shares = news ? shared_array(count * per_cell, sizeof *shares) : NULL;
    if (!shares) {
        say("cannot share memory with the keepers of cells: %s", strerror(errno));
        return false;
    }
    keepers->places = arena_array(arena, struct keeper_place, count);
    keepers->spared = arena_array(arena, pid_t, count + 1);
    keepers->inherited = descendants_children(arena);
    keepers->count = count;
    for (size_t i = 0; i < count; i++) {
        keepers->places[i] = (struct keeper_place){
            .news = &news[i],
            .share = &shares[i * per_cell],
            .messages = kernel_memfd_create("inlay-keeper", MFD_CLOEXEC),
        };
    }
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    return true;
}

static struct cell_job job_of(const struct keepers *keepers, const struct keeper_place *place, pid_t scheduler)
{
    struct cell_job job = keepers->pattern;
    job.gpus = gpus_value(job.arena, &keepers->gpus, place->share);
    job.scheduler = scheduler;
    job.null_stdin = true;
    return job;
}

static enum outcome begin(const struct keepers *keepers, const struct keeper_place *place, struct attempt *attempt)
{
    if (!plan_manifest_is_same(&keepers->plan->manifest, keepers->store->arena, keepers->plan->options)) {
        return OUTCOME_REFUSED;
    }
    const struct stored_cell *cell = &keepers->store->cells[place->news->start.index];
    const char *dir = store_cell_dir(keepers->store, cell->number);
    const struct text document =
        plan_document(keepers->store->arena, keepers->plan, cell->plan_index, cell->number, dir);
    return attempt_begin(attempt, keepers->store, cell->number, document, place->news->start.again);
}

struct keeping {
    struct keepers *keepers;
    const struct keeper_place *place;
    pid_t scheduler;
    struct arena arena; /* the keeper's own: pages of the scheduler's that it wrote to would be copied */
};

static void keep(void *context)
{
    struct keeping *keeping = context;
    struct keepers *keepers = keeping->keepers;
    struct keeper_news *news = keeping->place->news;
    keepers->store->arena = &keeping->arena;
    keepers->pattern.arena = &keeping->arena;
    struct cell_job job = job_of(keepers, keeping->place, keeping->scheduler);
    const enum outcome outcome = begin(keepers, keeping->place, &job.attempt);
    news->is_elsewhere = outcome == OUTCOME_NONE;
    news->is_refused = outcome == OUTCOME_REFUSED;
    if (outcome == OUTCOME_FOUND) {
        news->attempt = job.attempt.attempt;
        cell_keeper_run(&job, &news->cell);
    }
    news->is_known = true;
}

/* Those that are handed on and end nothing: they were meant for the cell before, or come before the job can take them. */
static void drop_early_signals(void)
{
    while (kernel_sigtake(KERNEL_SIGNAL(SIGUSR1) | KERNEL_SIGNAL(SIGUSR2), NULL, &(struct timespec){0, 0}) > 0) {
        ;
    }
}

/* Waits until the scheduler has given its answer. False: there is nothing more to do. A signal that ends the cell may follow the
 * answer so fast that it is taken first: it is pending again when this returns. */
static bool wait_for_turn(const struct keeping *keeping)
{
    const struct timespec timeout = {LOCK_TOUCH, 0};
    siginfo_t info;
    int taken = 0;
    while (atomic_load(&keeping->place->news->turn) == TURN_SCHEDULER && getppid() == keeping->scheduler) {
        taken = kernel_sigtake(RELAY_ALL, &info, &timeout);
    }
    if (taken > 0 && taken != SIGCHLD) {
        kill(getpid(), taken);
    }
    drop_early_signals();
    return atomic_load(&keeping->place->news->turn) == TURN_KEEPER && getppid() == keeping->scheduler;
}

static void give_turn(const struct keeping *keeping, enum turn turn)
{
    atomic_store(&keeping->place->news->turn, turn);
    if (getppid() == keeping->scheduler) {
        kill(keeping->scheduler, SIGCHLD);
    }
}

/* A terminal's signals go to its own session alone, and nothing that reads from it stops a job. */
_Noreturn static void become_keeper(struct keepers *keepers, const struct keeper_place *place, pid_t scheduler)
{
    setsid();
    prctl(PR_SET_NAME, "inlay-keeper"); /* for ps(1) */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (place->messages >= 0 && !keepers->pattern.shows_output) {
        dup2(place->messages, STDERR_FILENO);
    }
    struct keeping keeping = {.keepers = keepers, .place = place, .scheduler = scheduler};
    arena_init(&keeping.arena, 0);
    bool goes_on = true; /* the place may be another keeper's as soon as this one has said that it ends */
    while (goes_on && wait_for_turn(&keeping)) {
        if (!arena_run(&keeping.arena, keep, &keeping)) {
            say("out of memory");
            break;
        }
        goes_on = keeping.arena.held <= KEPT_MEMORY && place->news->cell.stay == 0;
        give_turn(&keeping, goes_on ? TURN_SCHEDULER : TURN_NOBODY_ELSE);
    }
    _exit(0);
}

/* One with a keeper, if there is one. NULL: all are busy or held. */
static struct keeper_place *free_place(const struct keepers *keepers)
{
    struct keeper_place *found = NULL;
    for (size_t i = 0; i < keepers->count; i++) {
        struct keeper_place *place = &keepers->places[i];
        if (!place->is_busy && !place->is_held && (!found || (place->keeper > 0 && found->keeper == 0))) {
            found = place;
        }
    }
    return found;
}

/* False with errno. */
static bool call_keeper(struct keepers *keepers, struct keeper_place *place)
{
    const pid_t scheduler = getpid();
    atomic_store(&place->news->turn, TURN_KEEPER);
    if (place->keeper > 0) {
        kill(place->keeper, SIGCHLD);
        return true;
    }
    const pid_t keeper = fork();
    if (keeper == 0) {
        become_keeper(keepers, place, scheduler);
    }
    place->keeper = keeper > 0 ? keeper : 0;
    return keeper > 0;
}

enum keepers_outcome keepers_start(struct keepers *keepers, const struct start *start)
{
    struct keeper_place *place = free_place(keepers);
    if (!place || !gpus_take(&keepers->gpus, place->share)) {
        return KEEPERS_FULL;
    }
    *place->news = (struct keeper_news){.turn = TURN_SCHEDULER, .start = *start};
    if (call_keeper(keepers, place)) {
        place->is_busy = true;
        keepers->running++;
        return KEEPERS_STARTED;
    }
    gpus_give_back(&keepers->gpus, place->share);
    if (keepers->running == 0) {
        say("cannot start a process: %s", strerror(errno));
    }
    return keepers->running == 0 ? KEEPERS_UNABLE : KEEPERS_FULL;
}

static struct keeper_place *place_of(const struct keepers *keepers, pid_t keeper)
{
    for (size_t i = 0; i < keepers->count; i++) {
        if (keepers->places[i].keeper == keeper) {
            return &keepers->places[i];
        }
    }
    return NULL;
}

void keepers_say(const struct keeper_place *place)
{
    char piece[4096];
    ssize_t length;
    if (place->messages < 0 || lseek(place->messages, 0, SEEK_CUR) <= 0) {
        return;
    }
    for (off_t at = 0; (length = pread(place->messages, piece, sizeof piece, at)) > 0; at += length) {
        file_write_descriptor(STDERR_FILENO, (struct text){piece, (size_t)length});
    }
    lseek(place->messages, 0, SEEK_SET);
    kernel_ftruncate(place->messages, 0);
}

/* Takes in children that have ended: keepers, and what killed ones have left. */
static void reap(const struct keepers *keepers)
{
    pid_t child;
    while ((child = waitpid(-1, NULL, WNOHANG)) > 0) {
        struct keeper_place *place = place_of(keepers, child);
        if (place) {
            place->keeper = 0;
        }
    }
}

static bool has_ended(const struct keeper_place *place)
{
    return place->is_busy && (place->keeper == 0 || atomic_load(&place->news->turn) != TURN_KEEPER);
}

const struct keeper_place *keepers_ended(struct keepers *keepers)
{
    reap(keepers);
    size_t i = 0;
    while (i < keepers->count && !has_ended(&keepers->places[i])) {
        i++;
    }
    if (i == keepers->count) {
        return NULL;
    }
    struct keeper_place *place = &keepers->places[i];
    place->is_busy = false;
    place->is_held = !place->news->is_known;
    keepers->running--;
    if (!place->is_held) {
        gpus_give_back(&keepers->gpus, place->share);
    }
    if (atomic_load(&place->news->turn) == TURN_NOBODY_ELSE) {
        place->keeper = 0; /* it ends by itself */
    }
    return place;
}

void keepers_dismiss(struct keepers *keepers)
{
    for (size_t i = 0; i < keepers->count; i++) {
        struct keeper_place *place = &keepers->places[i];
        if (place->keeper > 0) {
            atomic_store(&place->news->turn, TURN_NOBODY_ELSE);
            kill(place->keeper, SIGCHLD);
            waitpid(place->keeper, NULL, 0);
        }
        place->keeper = 0;
    }
}

static bool is_any_held(const struct keepers *keepers)
{
    size_t i = 0;
    while (i < keepers->count && !keepers->places[i].is_held) {
        i++;
    }
    return i < keepers->count;
}

/* This process is a subreaper as well: what a killed keeper leaves becomes its child, from the top down. */
static bool is_anything_left(const struct keepers *keepers)
{
    struct descendants found;
    size_t count = 0;
    for (size_t i = 0; i < keepers->count; i++) {
        if (keepers->places[i].keeper > 0) {
            keepers->spared[count++] = keepers->places[i].keeper;
        }
    }
    keepers->spared[count] = 0;
    descendants_signal(SIGKILL, DESCENT_CHILDREN, keepers->spared, keepers->inherited, &found);
    return found.count > 0;
}

bool keepers_gather(struct keepers *keepers)
{
    if (!is_any_held(keepers) || is_anything_left(keepers)) {
        return is_any_held(keepers);
    }
    for (size_t i = 0; i < keepers->count; i++) {
        struct keeper_place *place = &keepers->places[i];
        if (place->is_held) {
            gpus_give_back(&keepers->gpus, place->share);
        }
        place->is_held = false;
    }
    return false;
}

void keepers_signal(const struct keepers *keepers, int number)
{
    for (size_t i = 0; i < keepers->count; i++) {
        if (keepers->places[i].is_busy && keepers->places[i].keeper > 0) {
            kill(keepers->places[i].keeper, number);
        }
    }
}

void keepers_stop(const struct keepers *keepers, bool stop)
{
    const int number = stop ? SIGSTOP : SIGCONT;
    for (size_t i = 0; i < keepers->count; i++) {
        const pid_t keeper = keepers->places[i].keeper;
        if (keeper > 0 && kill(-keeper, number) != 0) { /* it has no session of its own yet */
            kill(keeper, number);
        }
    }
}
