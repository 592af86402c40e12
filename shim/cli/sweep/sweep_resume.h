/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of a sweep that was begun before, for one that says no more than that it goes on. */
#ifndef INLAY_SWEEP_RESUME_H
#define INLAY_SWEEP_RESUME_H

#include "shim/cli/cells/store.h"

/* Puts the options that the sweep in store was last started with into *resumed, with what given says besides: how it is to
 * go on, and a command, if it has one. False, and said, when that is not known, or cannot be repeated. */
bool sweep_resume(struct arena *arena, const struct store *store, const struct options *given, struct options *resumed);

#endif
