/* SPDX-License-Identifier: Apache-2.0 */
/* How far a start is, while it runs: one line of a terminal, redrawn; elsewhere a line now and then. */
#ifndef INLAY_PROGRESS_H
#define INLAY_PROGRESS_H

#include "shim/cli/starts/tally.h"

struct progress {
    bool is_terminal; /* standard error is one, and nothing else of the start is shown there */
    bool is_drawn;
    size_t before;  /* cells that had come to an end before */
    size_t told;    /* how many had ended when that was last told */
    double started; /* seconds_now() */
    double said;    /* when the last plain line was */
};

/* shows_output: the cells' own output is on the terminal. */
void progress_begin(struct progress *progress, const struct tally *tally, bool shows_output);

/* Tells how it stands now: elsewhere than on a terminal not more often than is worth a line. */
void progress_tell(struct progress *progress, const struct tally *tally);

/* Takes the line away, before anything else is said. */
void progress_hide(struct progress *progress);

#endif
