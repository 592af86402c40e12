/* SPDX-License-Identifier: Apache-2.0 */
/* The command that a launch runs: that of the command line, with entry_point and args in its place. */
#ifndef INLAY_COMMAND_H
#define INLAY_COMMAND_H

#include "shim/cli/launch/inputs.h"

/* NULL-terminated; strings are the command line's or in the arena. NULL, with an error in launch->diagnostics, when
 * there is no command, or args have no place in it. */
char **command_of_launch(struct launch_inputs *launch, const struct options *options);

/* The program that a command's name means: in PATH, unless it has a slash. NULL when there is none. */
const char *command_program(struct arena *arena, const char *name);

#endif
