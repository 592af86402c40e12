/* SPDX-License-Identifier: Apache-2.0 */
/* The sealed memories of a job: an override document or a manifest that is too long for the environment. This process
 * holds them until it ends, and the job inherits them (shim/serve/sealed_text.h). */
#ifndef INLAY_JOB_MEMORY_H
#define INLAY_JOB_MEMORY_H

#include "shim/serve/sealed_text.h"

/* To be zeroed at first. */
struct job_memory {
    int descriptors[SEALED_TEXTS_MAX];
    size_t count;
};

/* Puts text, of which there are SEALED_TEXTS_MAX at the most, into a memory of its own, and returns the path that other
 * processes know it by; in the arena. NULL with errno when that is not allowed here. */
const char *job_memory_put(struct arena *arena, struct job_memory *memory, struct text text);

/* In the process that is about to become the job: leaves them open for it. */
void job_memory_inherit(const struct job_memory *memory);

#endif
