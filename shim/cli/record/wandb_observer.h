/* SPDX-License-Identifier: Apache-2.0 */
/* What stands before a job's Python programs, so that it is known what they tell W&B: scripts/record-wandb, in a
 * directory of its own, into which it also writes what it learns. */
#ifndef INLAY_WANDB_OBSERVER_H
#define INLAY_WANDB_OBSERVER_H

#include "core/base/text.h"

struct wandb_observer {
    const char *directory; /* NULL: there is none, and error is why */
    int error;             /* errno */
    bool offline;          /* W&B uploads nothing, since nobody said that it may */
    char *variables[3];    /* NAME=VALUE, what the job's environment gets, up to NULL */
};

/* environment is what the job would have. All lives in the arena. */
void wandb_observer_begin(struct wandb_observer *observer, struct arena *arena, char *const *environment);

/* Removes the directory; nothing where there is none. */
void wandb_observer_end(struct wandb_observer *observer);

#endif
