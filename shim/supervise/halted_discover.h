/* SPDX-License-Identifier: Apache-2.0 */
/* Discovery (serve/discovery.h) in a supervised job. */
#ifndef INLAY_SUPERVISE_HALTED_DISCOVER_H
#define INLAY_SUPERVISE_HALTED_DISCOVER_H

#include "shim/supervise/halted.h"

/* Notes what a halted open, whose path is known, is about to read. */
void halted_discover(const struct halted *halted, struct launch *launch);

#endif
