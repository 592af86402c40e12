/* SPDX-License-Identifier: Apache-2.0 */
/* Where a cell's job prints to: the cell's output file, and standard output and error of this process as well where that is
 * wanted. Both streams are in the file, in the order in which they came. */
#ifndef INLAY_JOB_OUTPUT_H
#define INLAY_JOB_OUTPUT_H

#include <stdbool.h>
#include <sys/types.h>

/* What the job gets as its standard output and error, and who copies them. All descriptors close on exec; -1: not open. */
struct job_output {
    int out, error;
    pid_t copier; /* a child that writes to the file and to this process's streams; 0: none */
    int over;     /* once this is closed, the copier takes what is left in its pipes and ends */
};

/* path: the file, appended to; NULL: there is none, and the job has the streams of this process. False, and said. */
bool job_output_open(struct job_output *output, const char *path, bool shows);

/* When the job has them. */
void job_output_started(struct job_output *output);

/* When nobody is left who could print. */
void job_output_end(struct job_output *output);

#endif
