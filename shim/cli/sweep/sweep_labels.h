/* SPDX-License-Identifier: Apache-2.0 */
/* How the cells of a plan are called: by the numbers that the sweep's directory gave them, and the next ones. */
#ifndef INLAY_SWEEP_LABELS_H
#define INLAY_SWEEP_LABELS_H

#include "shim/cli/cells/store.h"

struct sweep_labels {
    size_t *indexes;   /* in the plan, by number */
    uint32_t *numbers; /* ascending */
    size_t count;      /* of both */
    size_t new_count;  /* how many of them are in no directory yet */
};

/* All cells of the plan. store may be empty. */
void sweep_labels_make(struct arena *arena, const struct store *store, const struct plan *plan,
                       struct sweep_labels *labels);

/* Leaves out those that will not run: they have ended, and chosen (by number, NULL: nothing) does not say that they are to be run
 * again. */
void sweep_labels_keep_open(struct store *store, const bool *chosen, struct sweep_labels *labels);

/* The place of a number in labels; labels->count: no cell has it. */
size_t sweep_labels_find(const struct sweep_labels *labels, uint32_t number);

#endif
