/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that read no config file themselves and become, or start, the command among their arguments: env, nice,
 * tini, sudo, sh -c. */
#ifndef INLAY_WRAPPED_H
#define INLAY_WRAPPED_H

#include "core/base/arena.h"

/* The command that the program at path runs when it is called with argv, NULL-terminated; strings are argv's, or in the
 * arena. Of a script whose first line names one of them that is its call. NULL when it is none of them, or there
 * is no telling: it changes what the command's paths mean, or a shell does more than to start it. */
char **wrapped_command(struct arena *arena, const char *path, char *const *argv);

#endif
