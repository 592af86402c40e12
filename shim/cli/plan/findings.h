/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with the cells of a plan, and noted about them: what several cells share is said once. */
#ifndef INLAY_PLAN_FINDINGS_H
#define INLAY_PLAN_FINDINGS_H

#include "core/base/diagnostic.h"
#include "core/sweep/cells.h"

struct finding;

/* Start from {.arena = a}. */
struct findings {
    struct arena *arena;
    struct finding *first, *last;
    struct finding **buckets; /* bucket_count is 0 or a power of two */
    size_t count, bucket_count;
    size_t errors; /* how many of them are errors */
};

/* The cells that were looked at, in the order in which they are added. */
struct findings_cells {
    const struct sweep *sweep;
    const struct sweep_cell *const *list;
    const uint32_t *numbers; /* how each is called; NULL: by its index */
    size_t count;
};

/* Keeps quiet about what has been said. */
void findings_pass_over(struct findings *findings, const struct diagnostics *said);

/* Adds what was found in the cell at index. */
void findings_add(struct findings *findings, const struct diagnostics *diagnostics, size_t index);

/* Says all. */
void findings_say(const struct findings *findings, const struct findings_cells *cells);

#endif
