/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt at a cell, in its directory: begun under the cell's lock, ended by its final record. */
#ifndef INLAY_ATTEMPT_H
#define INLAY_ATTEMPT_H

#include "shim/cli/cells/store.h"

struct attempt {
    struct store *store;
    uint32_t number;
    unsigned attempt; /* from 1 */
    bool is_requeued; /* the same Slurm job goes on with it: the output is appended */
    const char *dir;
    struct cell_lock *lock;
};

/* Takes the cell's lock, moves an earlier attempt's files to attempt-N/ unless the same Slurm job goes on with it, and
 * writes document.json and started.json. Only where again says so is a cell with a final record begun again.
 * OUTCOME_NONE: another starter has it, or has ended it meanwhile. OUTCOME_REFUSED is said. */
enum outcome attempt_begin(struct attempt *attempt, struct store *store, uint32_t number, struct text document,
                           bool again);

/* Touches the lock; to be called each LOCK_TOUCH seconds. False: the lock is another's now, and the cell must end. */
bool attempt_touch(struct attempt *attempt);

/* Writes the final record (state: CELL_DONE, CELL_FAILED or CELL_TIMED_OUT; CELL_LOST writes none) and gives the lock back.
 * False, and said, when that could not be written. */
bool attempt_end(struct attempt *attempt, enum cell_state state, int status);

#endif
