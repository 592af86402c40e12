/* SPDX-License-Identifier: Apache-2.0 */
/* A private directory that lives as long as a job, for an override document or a manifest that is too long for the
 * environment. It is made when the first file is put there. */
#ifndef INLAY_JOB_DIRECTORY_H
#define INLAY_JOB_DIRECTORY_H

#include "core/base/text.h"

/* To be zeroed at first. Paths are in the arena. */
struct job_directory {
    const char *path;     /* NULL: it has not been made */
    const char *files[2]; /* in it; NULL behind the last */
};

/* Makes a file of that name with this content, in TMPDIR, /tmp or /dev/shm, and returns its path. NULL, and said,
 * when none of them takes it. Other users can read root's when they know its path, but not list it: a job may become
 * one of them. */
const char *job_directory_put(struct arena *arena, struct job_directory *directory, const char *name,
                              struct text content);

void job_directory_remove(const struct job_directory *directory);

#endif
