/* SPDX-License-Identifier: Apache-2.0 */
/* A file such as /etc/ld.so.preload: names of libraries that glibc's ld.so loads into every program (ld.so(8)). */
#ifndef INLAY_LD_SO_PRELOAD_H
#define INLAY_LD_SO_PRELOAD_H

#include "core/base/arena.h"

#include <stdbool.h>

/* Adds library to the file at path, behind what it names, at once; makes it where it is missing, for all to read. False, and
 * said, when that fails; then the file is as it was. */
bool ld_so_preload_add(struct arena *arena, const char *path, const char *library);

#endif
