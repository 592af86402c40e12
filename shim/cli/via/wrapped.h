/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that read no config file themselves and become, or start, the command among their arguments: env, nice,
 * tini, sudo, sh -c. */
#ifndef INLAY_WRAPPED_H
#define INLAY_WRAPPED_H

#include "shim/cli/via/called.h"

#include <stdbool.h>

/* Replaces a command, whose program is at path, by the one that it runs; strings are the command's, or in the arena. Of a
 * script whose first line names one of them that is its call. False when it is none of them, or there is no telling: it
 * changes what the command's paths mean, or a shell does more than to start it. */
bool wrapped_command(struct arena *arena, const char *path, struct called *command);

/* Whether the program at path has the name of one of them: then it may start what its arguments do not show. */
bool wrapped_is_known(const char *path);

#endif
