/* SPDX-License-Identifier: Apache-2.0 */
/* The small parent that `inlay run` stays as: it hands on signals and stops, and waits.
 *
 * The job is in the caller's process group, so what a terminal sends reaches it without help. All signals are blocked
 * here and taken one by one; nothing runs in a handler. When the parent is killed by SIGKILL, so is the job
 * (its first process; prctl(2), PR_SET_PDEATHSIG). As process 1 of a container it reaps orphans. */
#ifndef INLAY_PARENT_H
#define INLAY_PARENT_H

#include "shim/cli/job/job_end.h"
#include "shim/cli/job/ledger_host.h"
#include "shim/serve/kernel.h"

#include <signal.h>
#include <stdbool.h>

struct job {
    char *const *command;
    const char *program_path; /* what the command's name means; NULL: exec(2) is to find it */
    char *const *environment;
    bool null_stdin;          /* standard input is /dev/null: inlay has read it */
    bool past_hooks;          /* an outer launch, whose job this command is a part of, does not see it start */
    struct ledger_host *host; /* answers while the job runs; may be empty. The job inherits its memory */
    char *const *supervised;  /* NULL, or: the job is served by a supervisor (shim/supervise), which finds the launch in
                               * this environment; the job's own shall have neither launch nor library */
    bool strict;              /* of a supervised job, as struct supervise_job has it */
};

/* What the caller had, for the job to have again. */
struct signals {
    kernel_sigset mask;
    struct sigaction child;
};

/* Blocks all signals. To be called before anything is made that parent_run()'s caller must clean up. */
void parent_block_signals(struct signals *caller);

/* Starts job and waits for its end. False, and said, when no process could be made. */
bool parent_run(const struct signals *caller, const struct job *job, struct job_end *end);

/* Becomes the job. Returns errno when that fails. */
int job_exec(const struct job *job);

#endif
