/* SPDX-License-Identifier: Apache-2.0 */
/* A cell that failed, told to people when it did. */
#ifndef INLAY_CELL_FAILURE_H
#define INLAY_CELL_FAILURE_H

#include "shim/cli/cells/store.h"

/* "cell 7 failed with status 3: lr=0.1; …" and the last lines of its output. how: "failed with status 3". shows_output: they are
 * on the screen already. */
void cell_failure_say(const struct store *store, const struct plan *plan, size_t index, const char *how,
                      bool shows_output);

/* What cell number index of the store sets, for people. In the arena. */
struct text cell_values(struct arena *arena, const struct store *store, const struct plan *plan, size_t index);

#endif
