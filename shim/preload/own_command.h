/* SPDX-License-Identifier: Apache-2.0 */
/* The command that this process was executed with. */
#ifndef INLAY_OWN_COMMAND_H
#define INLAY_OWN_COMMAND_H

#include "core/base/arena.h"

/* The path under which it was executed: of a script the script's. NULL: unknown. Owned by the kernel. */
const char *own_command_path(void);

/* Its arguments, the program's or script's own name first, in the arena. NULL without /proc. To be called inside
 * arena_run(). */
char *const *own_command_arguments(struct arena *arena);

#endif
