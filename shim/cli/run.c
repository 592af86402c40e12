/* SPDX-License-Identifier: Apache-2.0 */
/* inlay run: checks all inputs, starts the job, stays as its parent, and says what really happened. */
#include "shim/cli/launch/command.h"
#include "shim/cli/edit/edit.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/base/say.h"
#include "shim/cli/files/wandb_file_check.h"
#include "shim/cli/report/report_file.h"
#include "shim/cli/base/verb.h"
#include "shim/cli/via/way.h"
#include "shim/serve/environment.h"

#include "core/inputs/bind.h"
#include "core/overrides/run_config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct run {
    struct arena *arena;
    const struct options *options;
    struct launch_inputs launch;
    struct config_file *files;
    char **command;
    const char *wandb_file; /* in which wandb.init() reads the run config, by the library; NULL: none */
    const char *library;    /* NULL when nothing is overridden, or none is there and no file is */
    struct way way;
    struct job_memory memory;
    struct ledger_host host;
    struct report_file report;
    bool is_started;
    bool outer_knows; /* an outer launch has the records */
};

/* True when all inputs are right, or INLAY_ON_ERROR=warn lets the job start anyway. */
static bool read_launch(struct run *run)
{
    struct launch_inputs *launch = &run->launch;
    inputs_read(launch, run->arena, run->options, environ);
    environment_unknown(environ, &launch->diagnostics);
    if (launch->diagnostics.errors > 0 && launch->warn) {
        launch->overrides = (struct overrides){.arena = run->arena, .root = launch->overrides.root};
    }
    run->command = command_of_launch(launch, run->options);
    run->files = config_files_patch(launch, run->options->allow_missing);
    run->wandb_file = handover_wandb_file(run->arena, &launch->overrides, environ);
    if (run->wandb_file) {
        wandb_file_check(launch, run->wandb_file);
    }
    say_diagnostics(&launch->diagnostics);
    return run->command && (launch->diagnostics.errors == 0 || launch->warn);
}

static bool options_agree(const struct options *options)
{
    if (options->via == VIA_COPY && (options->exec || options->strict)) {
        say(options->exec ? "with --exec nobody removes the copies of --via=copy (leave out --exec)"
                          : "with --via=copy inlay cannot see what the job reads (leave out --strict)");
        return false;
    }
    if (options->via == VIA_SUPERVISE && options->exec) {
        say("with --exec nobody is there to supervise the job (leave out --exec)");
        return false;
    }
    if (options->exec && (options->strict || options->report)) {
        say("with --exec inlay cannot see what the job reads (leave out --%s)", options->strict ? "strict" : "report");
        return false;
    }
    return true;
}

/* WANDB_CONFIG reaches a job without it, but only it can tell whether anybody reads that. */
static bool needs_library(const struct run *run)
{
    const struct manifest *manifest = run->launch.manifest;
    return run->files || (manifest && binds_run_config(manifest)) || run->wandb_file ||
           (run_config_is_said(&run->launch.overrides) && !run->options->exec);
}

static bool find_library(struct run *run)
{
    if (run->way.via != VIA_PRELOAD || !needs_library(run)) {
        return true;
    }
    run->library = library_find(run->arena);
    return run->library || (!run->files && !run->wandb_file);
}

static bool is_supervised(const struct run *run)
{
    return run->way.via == VIA_SUPERVISE && !environment_disabled(environ);
}

static bool make_job(struct run *run, struct job *job)
{
    run->host.memory = &run->memory;
    const bool is_copied = run->way.via == VIA_COPY;
    const struct handover handover = {
        .overrides = &run->launch.overrides,
        .library = run->library,
        .manifest = run->launch.manifest,
        .memory = &run->memory,
        .ledger = run->host.variable,
        .strict = run->options->strict,
        .wandb_file = run->way.via == VIA_COPY ? NULL : run->wandb_file, /* nobody is there to serve it */
    };
    *job = (struct job){
        .past_hooks = is_copied || is_supervised(run),
        .host = &run->host,
        .command = is_copied ? run->way.copies.command : run->command,
        .program_path = run->way.program_path,
        .environment = is_supervised(run) || is_copied ? handover_supervised(run->arena, &handover, environ)
                                                       : handover_environment(run->arena, &handover, environ),
        .supervised = is_supervised(run) ? handover_environment(run->arena, &handover, environ) : NULL,
        .strict = run->options->strict,
        .null_stdin = run->launch.stdin_is_read && !run->options->stdin_job,
    };
    return job->environment && (job->supervised || !is_supervised(run));
}

/* What is done when the job has ended, and how far it came: memory may run out on the way. */
struct conclusion {
    struct run *run;
    const struct job_end *end;
    bool is_good; /* no override is known, or has to be feared, to be lost */
    int status;
};

static struct arena *conclusion_arena;

/* cJSON takes NULL for an answer, and leaves out what it has no memory for. */
static void *allocate_or_leave(size_t size)
{
    void *memory = malloc(size);
    if (!memory) {
        arena_exhausted(conclusion_arena);
    }
    return memory;
}

static void conclude_all(void *context)
{
    struct conclusion *conclusion = context;
    struct run *run = conclusion->run;
    struct report report = {
        .history = {.arena = run->arena, .blocker = run->way.blocker, .end = *conclusion->end},
        .launch = &run->launch,
        .files = run->files,
        .command = run->command,
        .via = run->way.via,
        .via_because = run->way.because,
        .no_new_privs = is_supervised(run) && run->way.no_new_privs,
        .starts_others = run->way.starts_others,
        .reader = run->way.called.words[0],
        .wandb_file = run->wandb_file,
        .only_starts = run->options->via == VIA_PRELOAD,
        .outer_knows = run->outer_knows,
        .host = &run->host,
        .notes = cJSON_CreateArray(),
    };
    history_read(&report.history, &run->host.ledger);
    if (conclusion->end->start_error == 0) {
        conclusion->is_good = report_say(&report, run->options->strict) || run->launch.warn;
        conclusion->status = conclusion->status == 0 && !conclusion->is_good ? EXIT_REFUSED : conclusion->status;
    }
    report_file_write(&run->report, &report, conclusion->status);
    cJSON_Delete(report.notes);
    history_release(&report.history);
}

/* The exit status, when the job has ended. What fails from now on changes none but 0, and that only where overrides may
 * be lost: a long job is not thrown away for its report. */
static int conclude(struct run *run, const struct job_end *end)
{
    struct conclusion conclusion = {.run = run, .end = end, .is_good = !run->files || run->launch.warn};
    conclusion.status =
        end->start_error != 0 ? verb_cannot_run(run->arena, run->command[0], end->start_error) : end->status;
    conclusion_arena = run->arena;
    cJSON_InitHooks(&(cJSON_Hooks){.malloc_fn = allocate_or_leave, .free_fn = free});
    if (!arena_run(run->arena, conclude_all, &conclusion)) {
        if (conclusion.is_good) {
            say("memory ran out when the job had ended: there is no report");
        } else {
            say("memory ran out when the job had ended: what it read is not known");
        }
        conclusion.status = conclusion.status == 0 && !conclusion.is_good ? EXIT_REFUSED : conclusion.status;
    }
    return conclusion.status;
}

/* A ledger with all registered files in it. False, and said, when there is none. */
static bool make_ledger(struct run *run)
{
    struct ledger_shape shape = getenv(ENV_RECORD) ? LEDGER_DISCOVERY_SHAPE : LEDGER_RUN_SHAPE;
    for (const struct override_file *file = run->launch.overrides.files; file; file = file->next) {
        shape.files++;
        shape.string_bytes += (uint32_t)(file->path.length + 4);
    }
    if (run->wandb_file) {
        shape.files++;
        shape.string_bytes += (uint32_t)(strlen(run->wandb_file) + 4);
    }
    if (!ledger_host_make(run->arena, &run->host, &shape)) {
        return false;
    }
    for (const struct override_file *file = run->launch.overrides.files; file; file = file->next) {
        ledger_add_file(&run->host.ledger, file->path);
    }
    if (run->wandb_file) {
        ledger_add_file(&run->host.ledger, text_of(run->wandb_file));
    }
    if (!is_supervised(run)) { /* which needs no process to confirm its exec */
        ledger_host_announce(&run->host, &run->way.program, run->command[0]);
    }
    launcher_begin(&run->way.launcher, environ, &run->host.ledger);
    return true;
}

static int run_job(struct run *run)
{
    struct signals signals;
    struct job job;
    struct job_end end = {0};
    int status = EXIT_REFUSED;
    parent_block_signals(&signals);
    run->host = LEDGER_NO_HOST;
    bool is_known = !(run->library || is_supervised(run)) || make_ledger(run);
    if ((is_known || !run->options->strict) && make_job(run, &job) && copies_make(&run->way.copies)) {
        if (run->way.via == VIA_COPY) {
            ledger_host_tell_left(&run->way.program, run->command[0], "it has patched copies (--via=copy)");
        }
        const bool has_run = parent_run(&signals, &job, &end);
        copies_remove(&run->way.copies);
        if (has_run) {
            run->outer_knows = ledger_host_tell_outer(&run->host);
            run->is_started = end.start_error == 0;
            status = conclude(run, &end);
        }
    }
    ledger_host_close(&run->host);
    return status;
}

static int exec_job(struct run *run)
{
    struct job job;
    return make_job(run, &job) ? verb_cannot_run(run->arena, run->command[0], job_exec(&job)) : EXIT_REFUSED;
}

static int start_run(struct run *run)
{
    const struct options *options = run->options;
    if (!read_launch(run) || !way_choose(&run->way, &run->launch, options, run->files, run->command) ||
        !find_library(run)) {
        return EXIT_REFUSED;
    }
    if (options->exec) {
        return exec_job(run);
    }
    return report_file_open(options->report, getenv(ENV_REPORT), &run->launch, options, run->files, &run->report)
               ? run_job(run)
               : EXIT_REFUSED;
}

static int run_edited(struct run *run)
{
    struct options edited;
    struct text typed;
    if (!edit_for_run(run->arena, run->options, &edited, &typed)) {
        return EXIT_REFUSED;
    }
    run->options = &edited;
    const int status = start_run(run);
    if (!run->is_started && typed.length > 0) {
        edit_keep(run->arena, typed);
    }
    return status;
}

static int run_verb(struct arena *arena, const struct options *options, struct buffer *out)
{
    struct run run = {.arena = arena, .options = options};
    (void)out;
    if (!options_agree(options)) {
        return EXIT_REFUSED;
    }
    return options->edit ? run_edited(&run) : start_run(&run);
}

const struct verb verb_run = {
    .name = "run",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_RUNS | VERB_STARTS,
    .refused = EXIT_REFUSED,
    .run = run_verb,
};
