/* SPDX-License-Identifier: Apache-2.0 */
/* Exit statuses that an option lists: --retry-on 1,137. */
#ifndef INLAY_EXIT_STATUSES_H
#define INLAY_EXIT_STATUSES_H

#include "shim/cli/base/options.h"

#define EXIT_STATUSES 256

/* Sets those of statuses (EXIT_STATUSES places) that words list. False, and said, when one is none. */
bool exit_statuses_read(const struct words *words, const char *option, bool *statuses);

#endif
