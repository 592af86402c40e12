/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt at a cell, in its directory: begun under the cell's lock, ended by its final record. */
#ifndef INLAY_ATTEMPT_H
#define INLAY_ATTEMPT_H

#include "shim/cli/cells/store.h"

#include <time.h>

struct attempt {
    struct store *store;
    uint32_t number;
    unsigned attempt; /* from 1 */
    bool is_requeued; /* the same Slurm job goes on with it: the output is appended */
    const char *dir;
    struct cell_lock *lock;
    struct timespec started;
    double begun; /* seconds of a clock that nobody sets */
};

/* Takes the cell's lock, moves what an earlier attempt left to attempt-N/ unless the same Slurm job goes on with it, and
 * writes document.json, base.json (which the job is given with it) and started.json. To be called by the process that is the keeper. again is the number of the attempt
 * that is to be run again though it has a final record; 0: none. OUTCOME_NONE: another starter has the cell, or has ended it
 * meanwhile. OUTCOME_REFUSED is said. */
enum outcome attempt_begin(struct attempt *attempt, struct store *store, uint32_t number, struct text document,
                           unsigned again);

/* Touches the lock; to be called each LOCK_TOUCH seconds. False: the lock is another's now, and the cell must end. */
bool attempt_touch(struct attempt *attempt);

/* Writes the final record (state: CELL_DONE, CELL_FAILED or CELL_TIMED_OUT; CELL_LOST writes none) and gives the lock back.
 * False, and said, when the lock was another's, or the record could not be written: the cell is lost then. */
bool attempt_end(struct attempt *attempt, enum cell_state state, int status);

#endif
