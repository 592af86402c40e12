/* SPDX-License-Identifier: Apache-2.0 */
/* The job's parent, which `inlay run` stays as. It forwards signals, stops when the job stops, and waits.
 *
 * The job is in the caller's process group, so a terminal's signals reach it without help. All signals are blocked here and
 * taken with sigwaitinfo(2); nothing runs in a handler. When SIGKILL kills the parent, it kills the job's first process, too
 * (prctl(2), PR_SET_PDEATHSIG). As process 1 of a container the parent reaps orphans. */
#ifndef INLAY_PARENT_H
#define INLAY_PARENT_H

#include <signal.h>
#include <stdbool.h>
#include <time.h>

struct job {
    char *const *command;
    char *const *environment;
    bool null_stdin; /* standard input becomes /dev/null, since inlay has read it */
};

/* How a job ended. */
struct job_end {
    int start_error; /* errno of exec(2); 0 when the job started */
    int status;      /* as a shell has it: 128+n when signal n killed the job */
    struct timespec started, ended;
};

/* The caller's, for the job. */
struct signals {
    sigset_t mask;
    struct sigaction child;
};

/* Blocks all signals. Call it before making anything that must be removed after parent_run(). */
void parent_block_signals(struct signals *caller);

/* Starts job and waits for its end. False, and said, when no process could be made. */
bool parent_run(const struct signals *caller, const struct job *job, struct job_end *end);

/* Becomes the job. Returns errno when that fails. */
int job_exec(const struct job *job);

#endif
