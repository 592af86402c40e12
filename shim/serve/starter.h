/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that libinlay.so cannot be loaded into (static, Go), and that only start others, which load it, or read files
 * of their own alone, as ldconfig does for Python's ctypes; and wandb-core, which every job of W&B's starts. */
#ifndef INLAY_STARTER_H
#define INLAY_STARTER_H

#include <stdbool.h>

/* Whether the program at path (or of that name), called with arguments, is one of those that are known to read none of
 * the job's config files themselves: uv, tini, … False says nothing. arguments may be NULL. */
bool starter_is_known(const char *path, char *const *arguments);

#endif
