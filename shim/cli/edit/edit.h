/* SPDX-License-Identifier: Apache-2.0 */
/* Overrides that a person writes in an editor, before a job is run or for later. */
#ifndef INLAY_EDIT_H
#define INLAY_EDIT_H

#include "shim/cli/base/options.h"

/* Lets a person edit the overrides of a run, shows what they change, and asks whether to run. *edited is options with
 * the document as the last input; *typed is that document, empty when nothing was typed into it. False, and said, when
 * nothing is to be run. */
bool edit_for_run(struct arena *arena, const struct options *options, struct options *edited, struct text *typed);

/* Keeps what was typed for a run that did not begin, and says where. */
void edit_keep(struct arena *arena, struct text typed);

#endif
