/* SPDX-License-Identifier: Apache-2.0 */
/* The choices of an axis while they are read. */
#ifndef INLAY_CHOICES_H
#define INLAY_CHOICES_H

#include "core/sweep/sweep.h"

/* Start from {.arena = a}. */
struct choices {
    struct arena *arena;
    struct sweep_choice *list;
    size_t count, capacity;
};

/* Adds a choice of count settings, which are returned to be filled in. */
struct sweep_setting *choices_add(struct choices *choices, size_t count, double weight);

/* Makes them those of axis. */
void choices_give(const struct choices *choices, struct sweep_axis *axis);

#endif
