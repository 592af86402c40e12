/* SPDX-License-Identifier: Apache-2.0 */
/* Supervision: a job's programs are served whatever they are (static, Go, with system calls of their own), by seccomp
 * user notification (seccomp_unotify(2)). A filter halts each call that names a path; the supervisor answers it, with a
 * descriptor on the bytes that libinlay.so would serve, or lets the kernel go on.
 *
 * `inlay run` starts the supervisor, which starts the job and so is an ancestor of all that it serves. It stays until
 * nothing is left that the filter is on. */
#ifndef INLAY_SUPERVISE_H
#define INLAY_SUPERVISE_H

#include "core/base/arena.h"
#include "shim/serve/ledger.h"

#include <stdbool.h>
#include <sys/types.h>

/* NULL when supervision works here; else why not, with the name of the errno, in arena. Tried in a child, which ends at
 * once. *no_new_privs: the job will have that flag (prctl(2)), since this process lacks CAP_SYS_ADMIN: programs that
 * are set-user-ID or have file capabilities run without their privileges. */
const char *supervise_refusal(struct arena *arena, bool *no_new_privs);

/* What the supervisor tells of the job. */
struct supervise_news {
    pid_t process; /* the job's first process */
    int status;    /* of waitpid(2), when it stopped or ended; SUPERVISE_READY: it is there, and waits at its gate */
};
#define SUPERVISE_READY (-1)
#define SUPERVISE_STAYS (-2) /* the job has ended, and the supervisor does not: there are others that it serves */

struct supervise_job {
    char *const *launch;           /* an environment that has the launch, as libinlay.so would find it */
    const struct ledger *ledger;   /* where records go */
    const char *command;           /* its name, for the record of its start */
    bool strict;                   /* a program whose own rights no_new_privs takes is not executed */
    void (*gate)(void *context);   /* in the job's first process: waits until it may begin */
    void (*become)(void *context); /* there, under the filter: executes the job; does not return */
    void *context;
    int news; /* where struct supervise_news are written to. When nobody can read them, the job is killed */
};

/* To be called in a child, with all signals blocked: it becomes the supervisor. When the job has ended and nothing is
 * left that it started, the process ends; else it lets go of everything but its memory, and `news` is closed. Before
 * SUPERVISE_READY a failure is said, and the process ends. */
_Noreturn void supervise_run(const struct supervise_job *job);

#endif
