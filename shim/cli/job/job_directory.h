/* SPDX-License-Identifier: Apache-2.0 */
/* A private directory that lives as long as a job. It holds the records of the job's processes, and an override document
 * or a manifest that is too long for the environment. */
#ifndef INLAY_JOB_DIRECTORY_H
#define INLAY_JOB_DIRECTORY_H

#include "core/base/text.h"

/* Paths in the arena. All are NULL when there is no directory. */
struct job_directory {
    const char *path;
    const char *records;
    const char *document, *manifest; /* need not be there */
};

/* Makes the directory and an empty file for records, in TMPDIR, /tmp or /dev/shm. False, and said, when none of them
 * takes it. Other users can reach root's, but not list it: a job may become one of them. */
bool job_directory_make(struct arena *arena, struct job_directory *directory);

/* Makes the file at one of its paths. False with errno. */
bool job_directory_put(const char *path, struct text content);

void job_directory_remove(const struct job_directory *directory);

#endif
