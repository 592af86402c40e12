/* SPDX-License-Identifier: Apache-2.0 */
/* The file of the program that runs: the inlay command itself. */
#ifndef INLAY_OWN_PROGRAM_H
#define INLAY_OWN_PROGRAM_H

#include "core/base/arena.h"

#include <stdbool.h>

/* Its absolute path, without symbolic links, in the arena. Without /proc it is the path that it was started by. NULL with
 * errno. */
const char *own_program_path(struct arena *arena);

/* A descriptor on it, close-on-exec: also when it has been replaced or removed meanwhile, where there is a /proc. Negative with
 * errno. */
int own_program_open(struct arena *arena);

/* Whether it needs a dynamic linker, and with it the libraries that it was built with. */
bool own_program_is_dynamic(void);

#endif
