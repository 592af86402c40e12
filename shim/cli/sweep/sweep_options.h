/* SPDX-License-Identifier: Apache-2.0 */
/* What a command line of `inlay sweep` asks for, and which of its options go together. */
#ifndef INLAY_SWEEP_OPTIONS_H
#define INLAY_SWEEP_OPTIONS_H

#include "shim/cli/base/options.h"

enum sweep_action {
    SWEEP_START,
    SWEEP_LIST,
    SWEEP_CELL,
    SWEEP_SUBMIT,
    SWEEP_TABLE,
    SWEEP_PAGE,
    SWEEP_UNLOCK,
};

/* False, and said, when options contradict each other, or some are of no use. */
bool sweep_options_fit(const struct options *options, enum sweep_action *action);

/* Whether the action is about cells that are made by what varies. */
bool sweep_makes_cells(enum sweep_action action);

#endif
