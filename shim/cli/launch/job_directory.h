/* SPDX-License-Identifier: Apache-2.0 */
/* A private directory that lives as long as a job: the records of its processes, and an override document or a manifest
 * that is too long for the environment. */
#ifndef INLAY_JOB_DIRECTORY_H
#define INLAY_JOB_DIRECTORY_H

#include "core/base/text.h"

/* Paths in the arena; all NULL without a directory. */
struct job_directory {
    const char *path;
    const char *records;
    const char *document, *manifest; /* need not be there */
};

/* Makes the directory and an empty file for records, in TMPDIR, /tmp or /dev/shm. False with errno when none of them
 * takes it. Root's can be reached, but not listed, by other users: a job may change to one. */
bool job_directory_make(struct arena *arena, struct job_directory *directory);

/* Makes the file at one of its paths. False with errno. */
bool job_directory_put(const char *path, struct text content);

void job_directory_remove(const struct job_directory *directory);

#endif
