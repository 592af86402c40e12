/* SPDX-License-Identifier: Apache-2.0 */
/* Processes of an attempt whose keeper was killed: nothing else ends them, and the cell must not run twice. */
#ifndef INLAY_LEFTOVERS_H
#define INLAY_LEFTOVERS_H

#include "core/base/text.h"

#include <stdbool.h>

/* Ends those of this machine whose environment says that they belong to this attempt at the cell in directory, and says so.
 * False, and said, when one lives on. */
bool leftovers_end(struct arena *arena, const char *directory, unsigned attempt);

#endif
