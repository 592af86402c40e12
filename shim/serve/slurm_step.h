/* SPDX-License-Identifier: Apache-2.0 */
/* The tasks of Slurm steps (srun) that run where their records come from. A step on one node runs all its tasks there:
 * when one of them writes into the ledger, so can the others. */
#ifndef INLAY_SLURM_STEP_H
#define INLAY_SLURM_STEP_H

#include "shim/serve/ledger.h"

/* Whether environment is that of a task of such a step which the ledger has not heard of; now it has.
 * Async-signal-safe. */
bool slurm_step_is_new(const struct ledger *ledger, char *const *environment);

/* A process loads with that environment: the ledger counts the steps. */
void slurm_step_enter(const struct ledger *ledger, char *const *environment);

#endif
