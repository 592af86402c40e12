/* SPDX-License-Identifier: Apache-2.0 */
/* Halted looks at a path. */
#ifndef INLAY_HALTED_STAT_H
#define INLAY_HALTED_STAT_H

#include "shim/supervise/halted.h"

/* Answers a call whose path may be a registered file's: with what fstat(2) will say of what is served, but for links,
 * owner and the bits of the mode that a memory has not. */
void halted_stat(struct halted *halted, struct launch *launch);

#endif
