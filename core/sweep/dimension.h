/* SPDX-License-Identifier: Apache-2.0 */
/* An axis whose values have been read, and from which one is chosen for each cell. */
#ifndef INLAY_DIMENSION_H
#define INLAY_DIMENSION_H

#include "core/sweep/chosen_settings.h"

struct dimension {
    const struct sweep_axis *axis;
    const struct read_settings *choices; /* axis->count of them */
    const double *weights;               /* of a choice and all before it; NULL: all choices are as likely */
    struct draw_state stream;
};

/* Reads axis, whose draws are those of seed. False with errors in the reader's diagnostics. */
bool dimension_read(struct dimension *dimension, const struct sweep_axis *axis, uint64_t seed,
                    struct setting_reader *reader);

/* Draws a choice, or a value. False with errors likewise. */
bool dimension_draw(struct dimension *dimension, struct setting_reader *reader, struct read_settings *drawn);

#endif
