/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells one start runs more than once. */
#ifndef INLAY_RETRIES_H
#define INLAY_RETRIES_H

#include "shim/cli/plan/exit_statuses.h"
#include "shim/cli/starts/tally.h"

struct retries {
    unsigned times;
    bool statuses[EXIT_STATUSES]; /* exit statuses that are worth another try */
};

/* --retries and --retry-on; with the latter alone, one retry. False, and said, when a status is none. */
bool retries_read(struct retries *retries, const struct sweeping *sweeping);

/* Whether a cell that has come to this, and had tries before that, is run again. */
bool retries_again(const struct retries *retries, enum standing standing, int status, unsigned tries);

#endif
