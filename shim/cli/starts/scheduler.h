/* SPDX-License-Identifier: Apache-2.0 */
/* Runs cells, several at once, until all that wait have run or no more shall be started. */
#ifndef INLAY_SCHEDULER_H
#define INLAY_SCHEDULER_H

#include "shim/cli/starts/keepers.h"
#include "shim/cli/starts/progress.h"
#include "shim/cli/starts/retries.h"

struct start_queue {
    struct start *list;
    size_t first, count, capacity; /* those before first have been started */
};

struct scheduler {
    struct arena *arena;
    const struct sweeping *sweeping;
    struct keepers keepers;
    struct start_queue queue;
    struct tally tally;
    struct retries retries;
    struct progress progress;
    struct cell_notes notes;
    size_t failures; /* of this start, each counted when it is not run again */
    bool is_trying;  /* --try: one cell alone, until it has ended well */
    bool stops;      /* nothing more is started */
    bool is_ending;  /* cells have been told to end */
    unsigned interrupts;
    int signal_number; /* that ended the start; 0: none */
};

void scheduler_add(struct scheduler *scheduler, const struct start *start);
void scheduler_run(struct scheduler *scheduler);

#endif
