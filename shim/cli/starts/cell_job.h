/* SPDX-License-Identifier: Apache-2.0 */
/* One cell's job, run to its end by a process of its own, the keeper: it holds the cell's lock, gathers what the job leaves
 * behind, and writes the final record. */
#ifndef INLAY_CELL_JOB_H
#define INLAY_CELL_JOB_H

#include "shim/cli/cells/attempt.h"

struct cell_job {
    struct attempt attempt;
    char *const *command;
    char *const *run_options; /* those that are handed on to inlay run, NULL-terminated */
    const char *gpus;         /* CUDA_VISIBLE_DEVICES for it; NULL: as inherited */
    double timeout, grace;    /* seconds; 0: none */
    bool shows_output;        /* on standard output and error, too */
};

/* In the process that is the keeper: runs the job and returns its exit status, when no process of it lives any more and the
 * final record is written. */
int cell_job_keep(struct cell_job *job);

#endif
