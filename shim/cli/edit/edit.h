/* SPDX-License-Identifier: Apache-2.0 */
/* Overrides that a person writes in an editor, before a job is run or for later. */
#ifndef INLAY_EDIT_H
#define INLAY_EDIT_H

#include "shim/cli/base/options.h"

/* Has the overrides of a run edited, shows what they change, and asks. *edited is options with the document behind all
 * that they say. False when nothing is to be run; then that has been said. */
bool edit_for_run(struct arena *arena, const struct options *options, struct options *edited);

#endif
