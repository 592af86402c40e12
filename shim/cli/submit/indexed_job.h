/* SPDX-License-Identifier: Apache-2.0 */
/* A Job whose pods run a cell each, by their index: of a manifest, or of an image and a command. */
#ifndef INLAY_INDEXED_JOB_H
#define INLAY_INDEXED_JOB_H

#include "shim/cli/env/onto.h"
#include "shim/cli/submit/missing_cells.h"

struct indexed_job {
    struct arena *arena;
    const struct options *options;
    const struct onto *onto;
    const struct missing_cells *missing;
    struct node *job;       /* the object */
    struct node *documents; /* the volume's sources, which are to be filled in */
};

/* Makes the object, without a name. False, and said, when something is missing that it needs. */
bool indexed_job_make(struct indexed_job *indexed);

/* What its name begins with: fit for one, and short enough. */
const char *indexed_job_stem(const struct indexed_job *indexed, const char *dir);

#endif
