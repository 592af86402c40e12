/* SPDX-License-Identifier: Apache-2.0 */
/* One cell's job: what is to be run, and how. */
#ifndef INLAY_CELL_JOB_H
#define INLAY_CELL_JOB_H

#include "shim/cli/cells/attempt.h"
#include "shim/cli/job/parent.h"

struct cell_job {
    struct attempt attempt; /* begun; without a store, nothing is recorded, and only number, attempt and dir are set */
    struct arena *arena;
    const char *document; /* without a store: the cell's document itself, or where it is */
    int program;          /* a descriptor on inlay itself */
    char *const *command;
    char *const *run_options; /* those that are handed on to inlay run, NULL-terminated */
    const char *pin;          /* INLAY_OVERRIDES_SHA256 for it, which reads that file anew; empty: none */
    const char *gpus;         /* CUDA_VISIBLE_DEVICES for it; NULL: as inherited */
    double timeout;           /* seconds; 0: none */
    double grace;             /* seconds between SIGTERM and SIGKILL, after the timeout and for what the job has left */
    double outer_grace;       /* the same when the cell is ended from outside; negative: nothing is killed then */
    bool shows_output;        /* on standard output and error, too */
    bool null_stdin;
    pid_t scheduler;              /* whose end is the cell's; 0: there is none */
    const struct signals *caller; /* what parent_block_signals() has told, for the job to have again */
};

#endif
