/* SPDX-License-Identifier: Apache-2.0 */
/* inlay record: runs a job once as it is, and writes down in the manifest which config files it reads. */
#include "shim/cli/record/candidates.h"
#include "core/base/path.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/launch/command.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/job/history.h"
#include "shim/cli/launch/library.h"
#include "shim/serve/manifest_search.h"
#include "shim/cli/record/manifest_update.h"
#include "shim/cli/record/record_words.h"
#include "shim/cli/record/wandb_observer.h"
#include "shim/cli/base/say.h"
#include "shim/cli/base/replace_file.h"
#include "shim/cli/base/verb.h"
#include "shim/serve/environment.h"
#include "shim/serve/launchers.h"
#include "shim/serve/manifest_source.h"
#include "shim/serve/pinned.h"
#include "shim/supervise/supervise.h"
#include "core/overrides/run_config.h"
#include "core/read/format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct recording {
    struct arena *arena;
    char *const *command;
    struct launch_inputs launch; /* with the root, and without overrides */
    const char *library;
    const struct blocker *blocker;   /* what keeps the library out of the command; NULL: nothing is known to */
    struct launcher launcher;        /* what the command does when it is one */
    bool supervised;                 /* which observes it, whatever it is */
    struct manifest_place place;     /* of the manifest; its root is where inputs may be */
    const struct manifest *manifest; /* NULL when there is no file at path */
    struct timespec began;           /* before the job, and later than all writes before it */
    const char *program_path;        /* NULL: none */
    struct stat program;
    struct ledger_host host;
    struct wandb_observer observer;
};

static bool options_fit(const struct options *options)
{
    if (options->input_count > 0 || options->format_count > 0 || options->shared || options->no_validate ||
        options->allow_missing) {
        say("inlay record runs the job with the values on disk (it takes --inputs and --root, and no overrides)");
        return false;
    }
    if (!options->operands[0]) {
        say("no command to run (inlay record [options] -- COMMAND [ARG…])");
        return false;
    }
    return true;
}

/* The job would not get overrides from the environment. */
static void refuse_overrides(struct recording *recording)
{
    struct launch_inputs *launch = &recording->launch;
    char pin[65];
    if (launch->disabled) {
        inputs_refuse(launch, ENV_DISABLE, "is set, so inlay cannot see what the job reads (unset it)");
        return;
    }
    environment_read(&launch->overrides, environ, pin, &launch->diagnostics);
    for (const struct override_file *file = launch->overrides.files; file; file = file->next) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, file->origin,
                 "overrides %s, and inlay record runs the job with the values on disk (leave it out)", file->name);
    }
    const struct node *run_config = launch->overrides.run_config;
    if (run_config && run_config->count > 0) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, launch->overrides.run_config_layers->origin,
                 "overrides the run config, and inlay record runs the job with its own (leave it out)");
    }
}

/* Where the other verbs look for it, too. */
static void find_manifest(struct recording *recording, const struct options *options)
{
    struct launch_inputs *launch = &recording->launch;
    struct text value;
    bool found;
    const char *path = options->inputs_path ? options->inputs_path : MANIFEST_NAME;
    recording->place = (struct manifest_place){.path = path, .root = launch->overrides.root};
    if (options->inputs_path ||
        !environment_joined(recording->arena, environ, ENV_INPUTS, &value, &found, &launch->diagnostics)) {
        return;
    }
    if (!found) {
        inputs_find_manifest(launch, options, environ, &recording->place);
        recording->place.above = TEXT(""); /* names are as the manifest has them */
        return;
    }
    if (manifest_is_inline(value)) {
        inputs_refuse(launch, ENV_INPUTS,
                      "holds a manifest, and inlay record writes to a file (name it with --inputs)");
        return;
    }
    recording->place.path = path_behind(recording->arena, launch->overrides.root, value);
}

/* Checks before the job starts what would fail at its end, perhaps hours later. */
static void read_manifest(struct recording *recording)
{
    struct launch_inputs *launch = &recording->launch;
    char pin[65];
    const char *slash = strrchr(recording->place.path, '/');
    const char *directory =
        slash ? text_string(recording->arena,
                            (struct text){recording->place.path, (size_t)(slash - recording->place.path) + 1})
              : ".";
    if (access(directory, W_OK) != 0) {
        diagnose(&launch->diagnostics, SEVERITY_ERROR, (struct place){.source = recording->place.path},
                 "cannot be written: %s", strerror(errno));
    }
    if (access(recording->place.path, F_OK) == 0) {
        manifest_of_file(recording->arena, &recording->place, pin, &recording->manifest, &launch->diagnostics);
    }
    if (recording->manifest && recording->manifest->is_wandb_metadata) {
        inputs_refuse(launch, recording->place.path,
                      "is the metadata of a W&B job, and inlay record writes inlay.yaml (name another with --inputs)");
    }
}

static bool find_library(struct recording *recording)
{
    recording->library = library_find(recording->arena);
    if (!recording->library) {
        return false;
    }
    recording->program_path = command_program(recording->arena, recording->command[0]);
    recording->blocker = launcher_of_command(&recording->launcher, recording->program_path, recording->command, environ,
                                             &recording->program);
    return true;
}

/* By the library, or where that cannot be loaded by a supervisor. */
static void choose_way(struct recording *recording)
{
    const struct blocker *blocker = recording->blocker;
    bool no_new_privs = false;
    if (!blocker_is_of_file(blocker)) {
        if (blocker) {
            say("%s cannot be observed: %s", recording->command[0], blocker->reason);
        }
        return;
    }
    const char *problem = supervise_refusal(recording->arena, &no_new_privs);
    if (!problem && no_new_privs && blocker->gains_rights) {
        problem = "without CAP_SYS_ADMIN it would have no rights of its own";
    }
    if (problem) {
        say("%s cannot be observed: %s, and cannot be supervised: %s", recording->command[0], blocker->reason, problem);
        return;
    }
    recording->supervised = true;
    recording->blocker = NULL;
}

static bool prepare(struct recording *recording, const struct options *options)
{
    struct launch_inputs *launch = &recording->launch;
    inputs_begin(launch, recording->arena, options, environ);
    refuse_overrides(recording);
    find_manifest(recording, options);
    read_manifest(recording);
    say_diagnostics(&launch->diagnostics);
    if (launch->diagnostics.errors > 0 || !find_library(recording)) {
        return false;
    }
    choose_way(recording);
    return true;
}

static bool is_later(struct timespec a, struct timespec b)
{
    return a.tv_sec > b.tv_sec || (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

/* Files get their times from a clock that ticks every few milliseconds. What is written after its next tick has a later
 * time than all that was written before. */
static struct timespec wait_for_tick(void)
{
    static const struct timespec a_moment = {.tv_nsec = 500000};
    struct timespec now, tick;
    clock_gettime(CLOCK_REALTIME, &now);
    do {
        nanosleep(&a_moment, NULL);
        clock_gettime(CLOCK_REALTIME_COARSE, &tick);
    } while (!is_later(tick, now));
    return now;
}

static bool write_content(struct recording *recording, struct text content)
{
    if (replace_file(recording->arena, recording->place.path, content)) {
        return true;
    }
    say("%s: cannot be written: %s", recording->place.path, strerror(errno));
    return false;
}

/* The manifest may have been edited while the job ran. */
static bool write_manifest(struct recording *recording, const struct recorded_input *inputs)
{
    struct diagnostics diagnostics = {.arena = recording->arena};
    struct file_content content;
    struct text updated;
    const char *problem = file_read(recording->arena, recording->place.path, FILES_REGULAR, &content);
    if (!inputs) {
        return true;
    }
    if (problem && errno == ENOENT) {
        return write_content(recording,
                             manifest_new(recording->arena, inputs, format_of_name(text_of(recording->place.path))));
    }
    if (problem) {
        say("%s: %s", recording->place.path, problem);
        return false;
    }
    if (!manifest_update(recording->arena, recording->place.path, content.bytes, inputs, &updated, &diagnostics)) {
        say_diagnostics(&diagnostics);
        return false;
    }
    return text_equal(updated, content.bytes) || write_content(recording, updated);
}

static const struct wandb_learned *read_learned(struct recording *recording, const struct history *history)
{
    struct wandb_learned *learned = arena_new(recording->arena, struct wandb_learned);
    struct diagnostics diagnostics = {.arena = recording->arena};
    if (recording->observer.directory) {
        wandb_learned_read(recording->arena, recording->observer.directory, learned, &diagnostics);
    }
    say_diagnostics(&diagnostics);
    record_words_wandb(history, &recording->observer, learned);
    return learned;
}

/* Whether anything is known of the job, and written down. */
static bool write_down(struct recording *recording, const struct history *history)
{
    const struct surroundings surroundings = {
        .arena = recording->arena,
        .root = recording->place.root,
        .manifest_path = recording->place.path,
        .manifest = recording->manifest,
    };
    const struct candidate *candidates =
        candidates_of(&surroundings, discovered_files(recording->arena, history->records, recording->began));
    const struct wandb_learned *learned = read_learned(recording, history);
    const struct recorded_inputs inputs = recorded_inputs_of(&surroundings, candidates, learned);
    record_words_gaps(history);
    record_words_refused(candidates, &inputs);
    if (!write_manifest(recording, inputs.first)) {
        return false;
    }
    record_words_taken(recording->place.path, candidates, &inputs, !history_unknown(history));
    return ledger_count(history->ledger, LEDGER_LOAD, LEDGER_NO_FILE) > 0;
}

/* The exit status, when the job has ended. */
static int conclude(struct recording *recording, const struct job_end *end)
{
    if (end->start_error != 0) {
        return verb_cannot_run(recording->arena, recording->command[0], end->start_error);
    }
    struct history history = {.arena = recording->arena, .blocker = recording->blocker, .end = *end};
    history_read(&history, &recording->host.ledger);
    const char *not_loaded = history_not_loaded(&history);
    if (not_loaded) {
        say("%s never loaded libinlay.so: %s; what it read is not known", recording->command[0], not_loaded);
    }
    bool recorded = !not_loaded && write_down(recording, &history);
    history_release(&history);
    return recorded || end->status != 0 ? end->status : EXIT_REFUSED;
}

static bool make_ledger(struct recording *recording)
{
    if (!ledger_host_make(recording->arena, &recording->host, &LEDGER_DISCOVERY_SHAPE)) {
        return false;
    }
    if (!recording->supervised) { /* which needs no process to confirm its exec */
        ledger_host_announce(&recording->host, &recording->program, recording->command[0]);
    }
    launcher_begin(&recording->launcher, environ, &recording->host.ledger);
    return true;
}

/* library: NULL in a job that is supervised. */
static char **environment_with(const struct recording *recording, const char *library)
{
    return handover_discovery(recording->arena, library, recording->launch.overrides.root, recording->host.variable,
                              recording->observer.variables, environ);
}

static int run_job(struct recording *recording, const struct signals *signals)
{
    const bool supervised = recording->supervised;
    const struct job job = {
        .past_hooks = supervised,
        .command = recording->command,
        .program_path = recording->program_path,
        .environment = environment_with(recording, supervised ? NULL : recording->library),
        .supervised = supervised ? environment_with(recording, recording->library) : NULL,
        .host = &recording->host,
    };
    struct job_end end = {0};
    recording->began = wait_for_tick();
    if (!parent_run(signals, &job, &end)) {
        return EXIT_REFUSED;
    }
    ledger_host_tell_outer(&recording->host);
    return conclude(recording, &end);
}

static int record(struct arena *arena, const struct options *options, struct buffer *out)
{
    (void)out;
    struct recording recording = {.arena = arena, .command = options->operands};
    if (!options_fit(options) || !prepare(&recording, options)) {
        return EXIT_REFUSED;
    }
    struct signals signals;
    parent_block_signals(&signals);
    wandb_observer_begin(&recording.observer, arena, environ);
    int status = make_ledger(&recording) ? run_job(&recording, &signals) : EXIT_REFUSED;
    wandb_observer_end(&recording.observer);
    ledger_host_close(&recording.host);
    return status;
}

const struct verb verb_record = {
    .name = "record",
    .operands = OPERANDS_COMMAND,
    .overrides_nothing = true,
    .refused = EXIT_REFUSED,
    .run = record,
};
