/* SPDX-License-Identifier: Apache-2.0 */
/* Starts the cells of a sweep on this machine, several at a time, and tells how they go. */
#ifndef INLAY_STARTS_H
#define INLAY_STARTS_H

#include "shim/cli/cells/store.h"

/* Whether --gpus, --retry-on and what goes with them can be. False, and said. To be asked before anything is written. */
bool starts_options_agree(struct arena *arena, const struct options *options);

/* Runs what is new or lost, and what chosen (store->count places; NULL: nothing) says is to be run again. Returns the verb's
 * exit status: 1 when a cell failed. */
int starts_run(struct store *store, struct plan *plan, const bool *chosen);

/* --cell N: runs that one in this process. Returns the job's exit status. */
int starts_run_one(struct store *store, struct plan *plan, uint32_t number);

#endif
