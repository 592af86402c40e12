/* SPDX-License-Identifier: Apache-2.0 */
/* How the cells of one start stand, and how that is told at the end. */
#ifndef INLAY_TALLY_H
#define INLAY_TALLY_H

#include "shim/cli/cells/store.h"

/* What a start knows of a cell. */
enum standing {
    STANDING_NONE,  /* it is no cell of the plan */
    STANDING_WAITS, /* to be started */
    STANDING_RUNS,
    STANDING_DONE,
    STANDING_FAILED,
    STANDING_TIMED_OUT,
    STANDING_LOST,
    STANDING_ENDED,     /* from outside, by a signal: the next start runs it again */
    STANDING_ELSEWHERE, /* another starter has it */
};
#define STANDINGS (STANDING_ELSEWHERE + 1)

struct tally {
    enum standing *cells; /* by index in the store */
    size_t count;
    size_t of[STANDINGS]; /* how many stand so */
};

void tally_begin(struct tally *tally, struct arena *arena, size_t count);
void tally_set(struct tally *tally, size_t index, enum standing standing);

/* Whether a cell failed: failed, timed out or lost. */
bool tally_has_failures(const struct tally *tally);

/* "40 cells: 37 done, 1 failed (7), 2 timed out (9, 11)". */
struct text tally_text(struct arena *arena, const struct tally *tally, const struct store *store);

#endif
