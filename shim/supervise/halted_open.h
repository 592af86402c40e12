/* SPDX-License-Identifier: Apache-2.0 */
/* Halted opens. */
#ifndef INLAY_HALTED_OPEN_H
#define INLAY_HALTED_OPEN_H

#include "shim/supervise/halted.h"

/* Whether an open with these flags can be served: it asks for a file's content, which is there. */
bool halted_open_reads(int flags);

/* Answers a call whose path may be a registered file's. */
void halted_open(struct halted *halted, struct launch *launch);

#endif
