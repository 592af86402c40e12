/* SPDX-License-Identifier: Apache-2.0 */
/* The Slurm job that this process is in. */
#ifndef INLAY_SLURM_JOB_H
#define INLAY_SLURM_JOB_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

/* A Slurm job, or one task of an array. */
struct slurm_job {
    const char *cluster; /* NULL: not known */
    const char *job;     /* of an array, its; NULL: it is in no Slurm job */
    const char *task;    /* NULL: it is in no array */
    unsigned restarts;   /* how often Slurm has started it anew */
};

/* As the variables have it that Slurm sets; they are borrowed. */
struct slurm_job slurm_job_self(void);

/* Puts it as the member "slurm" of a JSON object (json_record.h), null where there is none, and reads it. */
void slurm_job_put(struct buffer *out, const struct slurm_job *slurm);
struct slurm_job slurm_job_of(struct arena *arena, struct node *object);

/* Whether self is the same job as earlier, started anew since: Slurm does that when the earlier start has ended. */
bool slurm_job_is_later(const struct slurm_job *self, const struct slurm_job *earlier);

#endif
