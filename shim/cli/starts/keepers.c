/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/keepers.h"
#include "shim/cli/starts/descendants.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

bool keepers_make(struct keepers *keepers, size_t count)
{
    struct arena *arena = keepers->store->arena;
    struct keeper_news *news =
        mmap(NULL, count * sizeof *news, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (news == MAP_FAILED) {
        say("cannot share memory with the keepers of cells: %s", strerror(errno));
        return false;
    }
    keepers->places = arena_array(arena, struct keeper_place, count);
    keepers->spared = arena_array(arena, pid_t, count + 1);
    keepers->count = count;
    for (size_t i = 0; i < count; i++) {
        keepers->places[i] = (struct keeper_place){
            .news = &news[i],
            .messages = kernel_memfd_create("inlay-keeper", MFD_CLOEXEC),
            .share = arena_array(arena, size_t, keepers->gpus.per_cell),
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
    const struct stored_cell *cell = &keepers->store->cells[place->start.index];
    const char *dir = store_cell_dir(keepers->store, cell->number);
    const struct text document =
        plan_document(keepers->store->arena, keepers->plan, cell->plan_index, cell->number, dir);
    return attempt_begin(attempt, keepers->store, cell->number, document, place->start.again);
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
    if (getppid() == scheduler && !arena_run(&keeping.arena, keep, &keeping)) {
        say("out of memory");
    }
    _exit(0);
}

static struct keeper_place *free_place(const struct keepers *keepers)
{
    for (size_t i = 0; i < keepers->count; i++) {
        if (keepers->places[i].keeper == 0 && !keepers->places[i].is_held) {
            return &keepers->places[i];
        }
    }
    return NULL;
}

enum keepers_outcome keepers_start(struct keepers *keepers, const struct start *start)
{
    struct keeper_place *place = free_place(keepers);
    const pid_t scheduler = getpid();
    if (!place || !gpus_take(&keepers->gpus, place->share)) {
        return KEEPERS_FULL;
    }
    *place->news = (struct keeper_news){.is_known = false};
    place->start = *start;
    place->keeper = fork();
    if (place->keeper == 0) {
        become_keeper(keepers, place, scheduler);
    }
    if (place->keeper > 0) {
        keepers->running++;
        return KEEPERS_STARTED;
    }
    place->keeper = 0;
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

const struct keeper_place *keepers_ended(struct keepers *keepers)
{
    pid_t child;
    while ((child = waitpid(-1, NULL, WNOHANG)) > 0) {
        struct keeper_place *place = place_of(keepers, child);
        if (place) {
            place->keeper = 0;
            place->is_held = !place->news->is_known;
            keepers->running--;
            if (!place->is_held) {
                gpus_give_back(&keepers->gpus, place->share);
            }
            return place;
        }
    }
    return NULL;
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
    descendants_signal(SIGKILL, DESCENT_CHILDREN, keepers->spared, &found);
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
        if (keepers->places[i].keeper > 0) {
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
