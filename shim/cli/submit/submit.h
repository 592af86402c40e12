/* SPDX-License-Identifier: Apache-2.0 */
/* What hands a sweep to a cluster. Nothing is submitted here. */
#ifndef INLAY_SUBMIT_H
#define INLAY_SUBMIT_H

#include "shim/cli/cells/store.h"

/* --submit slurm: a script that submits the cells that are missing. Returns the verb's exit status. */
int submit_slurm(struct store *store, struct plan *plan, struct buffer *out);

/* --submit kubernetes: an indexed Job. */
int submit_kubernetes(struct store *store, struct plan *plan, struct buffer *out);

#endif
