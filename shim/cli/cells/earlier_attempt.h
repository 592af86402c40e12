/* SPDX-License-Identifier: Apache-2.0 */
/* What an attempt left in its cell's directory, when the cell is run again: it is kept in attempt-N/. */
#ifndef INLAY_EARLIER_ATTEMPT_H
#define INLAY_EARLIER_ATTEMPT_H

#include "core/base/text.h"

#include <stdbool.h>

/* The highest N for which directory has an attempt-N; 0: none. */
unsigned earlier_attempt_last(const char *directory);

/* Moves all that is in directory to its attempt-N/, save locks and other attempts. The final record goes first and started.json
 * stays until it is replaced, so that a cell is lost where this stops halfway, and never new or done. False, and said, when
 * something cannot be moved. */
bool earlier_attempt_move(struct arena *arena, const char *directory, unsigned attempt);

#endif
