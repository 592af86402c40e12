/* SPDX-License-Identifier: Apache-2.0 */
/* The keeper: the process that runs one cell's job to its end. It holds the cell's lock, gathers what the job leaves behind, and
 * writes the final record. */
#ifndef INLAY_CELL_KEEPER_H
#define INLAY_CELL_KEEPER_H

#include "shim/cli/starts/cell_job.h"
#include "shim/cli/starts/cell_notes.h"

/* How it went. Whoever starts a keeper shares this memory with it. */
struct cell_news {
    enum cell_state state; /* CELL_LOST: ended from outside, so that nothing is known of what it would have come to */
    int status;            /* as inlay run ended; negative: not known */
    bool is_ended;         /* from outside: by a signal, or since the lock or the scheduler was gone */
    bool lost_lock;
    bool is_unwritten;           /* the final record is not there, which has been said */
    unsigned stay;               /* those that this user may not end: they live, and the keeper is still their parent */
    unsigned left;               /* processes that the job had left behind, and that were ended */
    char left_name[16];          /* one of them */
    char notes[CELL_NOTES_SIZE]; /* of inlay run, where the cell is done */
};

/* In the process that is the keeper: runs the job, and returns when no process of it lives any more and the final record is
 * written. Signals are handed on. SIGTERM, SIGINT and SIGHUP end the cell: after the grace what is left is killed. SIGQUIT from the
 * scheduler kills at once. */
void cell_keeper_run(struct cell_job *job, struct cell_news *news);

#endif
