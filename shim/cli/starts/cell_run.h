/* SPDX-License-Identifier: Apache-2.0 */
/* The `inlay run` that a cell's job is started by: its words, its environment, its process. */
#ifndef INLAY_CELL_RUN_H
#define INLAY_CELL_RUN_H

#include "shim/cli/starts/cell_job.h"
#include "shim/cli/starts/job_output.h"
#include "shim/cli/job/parent.h"

/* Makes a child of this process that becomes the inlay run of job, and ends when this process is killed. The variables that
 * tell a job its cell are put into this process's environment. The process; negative, and said, when there is none. */
pid_t cell_run_start(const struct cell_job *job, const struct job_output *output);

#endif
