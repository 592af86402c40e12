/* SPDX-License-Identifier: Apache-2.0 */
/* The command that a launch runs: the one on the command line, as entry_point and args replace it. */
#ifndef INLAY_COMMAND_H
#define INLAY_COMMAND_H

#include "shim/cli/launch/inputs.h"

/* NULL-terminated; the strings are the command line's or in the arena. NULL with an error in launch->diagnostics when
 * there is no command, or args cannot be laid in. */
char **command_of_launch(struct launch_inputs *launch, const struct options *options);

#endif
