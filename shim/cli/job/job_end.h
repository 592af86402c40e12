/* SPDX-License-Identifier: Apache-2.0 */
/* How a job ended, and what of that says why something was not read. */
#ifndef INLAY_JOB_END_H
#define INLAY_JOB_END_H

#include "core/base/buffer.h"

#include <stdbool.h>
#include <time.h>

struct job_end {
    int start_error;   /* errno of exec(2); 0 when the job started */
    int status;        /* as a shell has it: 128+n when signal n killed the job */
    bool is_killed;    /* a signal did */
    long memory_kills; /* by the kernel meanwhile, for want of memory, whosever; negative: not known */
    struct timespec started, ended;
};

/* How many processes the kernel has killed here for want of memory (oom_kill in /proc/vmstat, since Linux 4.13), those
 * of other jobs included; -1: not known. */
long job_end_memory_kills(void);

/* "the job was killed by signal 9, SIGKILL (…)"; NULL: it ended otherwise. A status of 128+n counts, too: a shell
 * passes it on for a process of its own. */
const char *job_end_signal(struct arena *arena, const struct job_end *end);

#endif
