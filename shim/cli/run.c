/* SPDX-License-Identifier: Apache-2.0 */
/* inlay run: checks all inputs, starts the job, stays as its parent, and says what really happened. */
#include "shim/cli/launch/command.h"
#include "shim/cli/edit/edit.h"
#include "shim/cli/launch/handover.h"
#include "shim/cli/launch/library.h"
#include "shim/cli/base/say.h"
#include "shim/cli/report/report_file.h"
#include "shim/cli/base/verb.h"
#include "shim/serve/environment.h"
#include "shim/serve/blocker.h"

#include <stdlib.h>
#include <unistd.h>

struct run {
    struct arena *arena;
    const struct options *options;
    struct launch_inputs launch;
    struct config_file *files;
    char **command;
    const char *library;           /* NULL when nothing is overridden */
    const struct blocker *blocker; /* what keeps the library out of the command; NULL: nothing is known to */
    struct job_directory directory;
    struct report_file report;
};

/* True when all inputs are right, or INLAY_ON_ERROR=warn lets the job start anyway. */
static bool read_launch(struct run *run)
{
    struct launch_inputs *launch = &run->launch;
    inputs_read(launch, run->arena, run->options, environ);
    if (launch->diagnostics.errors > 0 && launch->warn) {
        launch->overrides = (struct overrides){.arena = run->arena, .root = launch->overrides.root};
    }
    run->command = command_of_launch(launch, run->options);
    run->files = config_files_patch(launch, run->options->allow_missing);
    say_diagnostics(&launch->diagnostics);
    return run->command && (launch->diagnostics.errors == 0 || launch->warn);
}

static bool options_agree(const struct options *options)
{
    if (options->exec && (options->strict || options->report)) {
        say("with --exec inlay cannot see what the job reads (leave out --%s)", options->strict ? "strict" : "report");
        return false;
    }
    return true;
}

static bool find_library(struct run *run)
{
    if (!run->files) {
        return true;
    }
    run->library = library_find(run->arena);
    if (!run->library) {
        return false;
    }
    run->blocker = blocker_of_command(run->command[0], getenv("PATH"));
    if (run->blocker) {
        say("overrides cannot follow into %s: %s (%s)", run->command[0], run->blocker->reason, run->blocker->remedy);
    }
    return true;
}

static bool make_job(struct run *run, struct job *job)
{
    struct handover handover = {&run->launch.overrides, run->library, run->launch.manifest, &run->directory};
    *job = (struct job){
        .command = run->command,
        .environment = handover_environment(run->arena, &handover, environ),
        .null_stdin = run->launch.stdin_is_read && !run->options->stdin_job,
    };
    return job->environment != NULL;
}

/* The exit status, when the job has ended. */
static int conclude(struct run *run, const struct job_end *end)
{
    struct report report = {
        .history = {.arena = run->arena, .blocker = run->blocker, .end = *end},
        .launch = &run->launch,
        .files = run->files,
        .command = run->command,
        .notes = cJSON_CreateArray(),
    };
    history_read_records(&report.history, run->directory.records);
    int status = end->status;
    if (end->start_error != 0) {
        status = verb_cannot_run(run->command[0], end->start_error);
    } else if (!report_say(&report, run->options->strict) && status == 0 && !run->launch.warn) {
        status = EXIT_REFUSED;
    }
    if (!report_file_write(&run->report, &report, status) && status == 0) {
        status = EXIT_REFUSED;
    }
    cJSON_Delete(report.notes);
    cJSON_Delete(report.history.records);
    return status;
}

static int run_job(struct run *run)
{
    struct signals signals;
    struct job job;
    struct job_end end = {0};
    int status = EXIT_REFUSED;
    parent_block_signals(&signals);
    bool has_directory = !run->files || job_directory_make(run->arena, &run->directory);
    if ((has_directory || !run->options->strict) && make_job(run, &job) && parent_run(&signals, &job, &end)) {
        status = conclude(run, &end);
    }
    job_directory_remove(&run->directory);
    return status;
}

static int exec_job(struct run *run)
{
    struct job job;
    return make_job(run, &job) ? verb_cannot_run(run->command[0], job_exec(&job)) : EXIT_REFUSED;
}

static int start_run(struct arena *arena, const struct options *options)
{
    struct run run = {.arena = arena, .options = options};
    struct options edited;
    if (options->edit) {
        if (!edit_for_run(arena, options, &edited)) {
            return EXIT_REFUSED;
        }
        run.options = options = &edited;
    }
    if (!options_agree(options) || !read_launch(&run) || !find_library(&run)) {
        return EXIT_REFUSED;
    }
    if (options->exec) {
        return exec_job(&run);
    }
    return report_file_open(options->report, getenv(ENV_REPORT), &run.report) ? run_job(&run) : EXIT_REFUSED;
}

const struct verb verb_run = {
    .name = "run",
    .usage = "inlay run [options] [FILE:KEY=VALUE …] -- COMMAND [ARG…]",
    .help = "Runs COMMAND. It and its children read their config files with the overrides applied.\n"
            "\n"
            "  --strict                  the run fails when no process read an overridden file\n"
            "  --report PATH             write what really happened as JSON\n"
            "  --exec                    become the job instead of staying as its parent; then there is no report\n"
            "  --edit                    first open an editor on the overrides, with every input commented out; then\n"
            "                            show what they change, and ask (inlay help edit)\n"
            "  --stdin-job               the job reads standard input, too, after -o - has read it\n"
            "\n"
            "A document's `args` replace the arguments behind a second -- in the command.\n"
            "Exit status: the job's own, 128+n when signal n killed it; 125 inlay refused; 126 COMMAND cannot be\n"
            "run; 127 it was not found.\n",
    .operands = OPERANDS_COMMAND,
    .takes = VERB_RUNS,
    .refused = EXIT_REFUSED,
    .run = start_run,
};
