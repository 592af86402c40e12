/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells of a grid are left out. */
#ifndef INLAY_EXCLUSIONS_H
#define INLAY_EXCLUSIONS_H

#include "core/sweep/chosen_settings.h"

struct exclusions {
    struct exclusions *next; /* of the sweep's next grid */
    struct exclusion *list;
    size_t count;
    bool is_sample; /* not all combinations of the grid are looked at */
};

/* Reads those of grid. False with errors in the reader's diagnostics. */
bool exclusions_read(struct exclusions *exclusions, const struct sweep_grid *grid, struct setting_reader *reader);

/* Whether all conditions of one hold. */
bool exclusions_hold(struct exclusions *exclusions, const struct chosen_settings *chosen);

/* Notes those of all grids that have left nothing out. */
void exclusions_note_unused(const struct exclusions *first, struct diagnostics *diagnostics);

#endif
