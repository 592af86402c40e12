/* SPDX-License-Identifier: Apache-2.0 */
/* inlay sweep --cell N: one cell, run in this process. */
#include "shim/cli/starts/cell_keeper.h"
#include "shim/cli/starts/pattern.h"
#include "shim/cli/starts/starts.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/slurm_job.h"
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/verb.h"

#include "core/base/path.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

#define TIMED_OUT_STATUS 124    /* as timeout(1) has it */
#define WORD_MAX         100000 /* bytes of a document in the command line; Linux takes 128 KiB a word */

/* What ended without success is no success, whatever the job made of its signal. */
static int exit_status(const struct cell_news *news)
{
    if (news->status != 0 || news->state == CELL_DONE) {
        return news->status < 0 ? EXIT_REFUSED : news->status;
    }
    return news->state == CELL_TIMED_OUT ? TIMED_OUT_STATUS : news->is_ended ? 128 + SIGTERM : EXIT_REFUSED;
}

static void say_left(const struct cell_news *news)
{
    if (news->stay > 0) {
        say("%u process%s that the job left (%s) may not be ended by this user, and still run%s", news->stay,
            news->stay == 1 ? "" : "es", news->left_name, news->stay == 1 ? "s" : "");
    } else if (news->left > 0) {
        say("the job left %u process%s behind (%s), which inlay has ended", news->left, news->left == 1 ? "" : "es",
            news->left_name);
    }
}

/* Whether --rerun names a cell. False, and said, when that says nothing that can be understood. */
static bool read_rerun(struct store *store, const struct options *options, const struct stored_cell *cell,
                       bool *is_chosen)
{
    bool *chosen = arena_array(store->arena, bool, store->count + 1);
    const char *rerun = options->sweeping.rerun;
    const bool is_right = !rerun || store_choose(store, "--rerun", rerun, NULL, chosen);
    *is_chosen = is_right && chosen[cell - store->cells];
    return is_right;
}

static int say_final(const struct stored_cell *cell, const struct cell_record *record)
{
    say("cell %u is %s already, with status %d (--rerun %u runs it again)", cell->number,
        cell_state_name(record->state), record->status, cell->number);
    return record->state == CELL_TIMED_OUT && record->status == 0 ? TIMED_OUT_STATUS : record->status;
}

static int refuse_owned(struct store *store, uint32_t number)
{
    const char *owner = cell_lock_owner(store->arena, store_cell_path(store, number, "lock"));
    say("cell %u is not run here: %s has it", number, owner ? owner : "another starter");
    return EXIT_REFUSED;
}

static int run_recorded(struct cell_job *job, struct store *store, const struct plan *plan,
                        const struct stored_cell *cell)
{
    struct cell_news news;
    const struct cell_record record = store_record(store, cell->number);
    bool is_chosen;
    if (!read_rerun(store, plan->options, cell, &is_chosen)) {
        return EXIT_REFUSED;
    }
    if (record.status >= 0 && !is_chosen) {
        return say_final(cell, &record);
    }
    const unsigned again = record.status >= 0 ? record.attempt : 0;
    const struct text document =
        plan_document(store->arena, plan, cell->plan_index, cell->number, store_cell_dir(store, cell->number));
    const enum outcome outcome = attempt_begin(&job->attempt, store, cell->number, document, again);
    if (outcome != OUTCOME_FOUND) {
        return outcome == OUTCOME_NONE ? refuse_owned(store, cell->number) : EXIT_REFUSED;
    }
    job->shows_output = true;
    cell_keeper_run(job, &news);
    say_left(&news);
    return exit_status(&news);
}

/* The document itself, or where it is. NULL, and said. directory: to be removed when it is not empty. */
static const char *document_word(struct arena *arena, struct text document, char *directory)
{
    if (document.length <= WORD_MAX) {
        directory[0] = '\0';
        return text_string(arena, document);
    }
    if (!private_directory_make(directory)) {
        directory[0] = '\0';
        return NULL;
    }
    const char *path = path_in(arena, directory, "document.json");
    if (!replace_file(arena, path, document)) {
        say("%s: cannot be written: %s", path, strerror(errno));
        return NULL;
    }
    return path;
}

static int run_unrecorded(struct cell_job *job, const struct plan *plan, uint32_t number)
{
    struct arena *arena = plan->arena;
    struct buffer dir = {.arena = arena};
    struct cell_news news = {.status = -1};
    char *directory = text_string(arena, text_of(path_in(arena, private_directory_parent(), "inlay-cell-XXXXXX")));
    buffer_format(&dir, "%s/%s", plan->options->sweeping.dir, plan_cell_name(arena, plan, number, number));
    job->attempt = (struct attempt){
        .number = number,
        .attempt = slurm_job_self().restarts + 1,
        .dir = buffer_string(&dir),
    };
    job->document = document_word(arena, plan_document(arena, plan, number, number, job->attempt.dir), directory);
    if (job->document) {
        cell_keeper_run(job, &news);
        say_left(&news);
    }
    if (directory[0] != '\0') {
        private_directory_remove(directory);
    }
    return news.status < 0 ? EXIT_REFUSED : news.status;
}

int starts_run_one(struct store *store, struct plan *plan, uint32_t number)
{
    struct signals caller;
    struct cell_job job;
    const bool is_recorded = store && store->count > 0;
    const struct stored_cell *cell = is_recorded && number < store->count ? &store->cells[number] : NULL;
    if (is_recorded ? !cell || cell->plan_index == SIZE_MAX : number >= plan->cells.count) {
        say(cell ? "--cell %u: the sweep has that cell no more" : "--cell %u: the sweep has no such cell", number);
        return EXIT_REFUSED;
    }
    parent_block_signals(&caller);
    if (!pattern_read(&job, plan->arena, plan, &caller)) {
        return EXIT_REFUSED;
    }
    job.outer_grace =
        plan->options->sweeping.grace; /* negative unless given: whoever ends this process kills it, too */
    return is_recorded ? run_recorded(&job, store, plan, cell) : run_unrecorded(&job, plan, number);
}
