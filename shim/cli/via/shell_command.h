/* SPDX-License-Identifier: Apache-2.0 */
/* A script of sh -c that is there for one command. */
#ifndef INLAY_SHELL_COMMAND_H
#define INLAY_SHELL_COMMAND_H

#include "shim/cli/via/called.h"

/* Puts the command that script is into *command, without what it assigns and redirects; words are in the arena.
 * parameters are $0, $1 and so on, up to NULL. Before it the script may say what changes the shell alone (set -e, export
 * A=1), and go to a directory: cd DIR && COMMAND. False when it is not one command, or a shell may make other words of it:
 * it has a pattern, a variable, a command in a command. POSIX, Shell Command Language, 2.2 and 2.10. */
bool shell_command(struct arena *arena, const char *script, char *const *parameters, struct called *command);

#endif
