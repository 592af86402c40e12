/* SPDX-License-Identifier: Apache-2.0 */
/* A script of sh -c that is one command. */
#ifndef INLAY_SHELL_COMMAND_H
#define INLAY_SHELL_COMMAND_H

#include "core/base/arena.h"

/* The words of the command that script is, without what it assigns and redirects, NULL-terminated. parameters are $0, $1
 * and so on, up to NULL. NULL when it is not one command, or a shell may make other words of it: it has a pattern, a
 * variable, a command in a command. POSIX, Shell Command Language, 2.2 and 2.10. */
char **shell_command_words(struct arena *arena, const char *script, char *const *parameters);

#endif
