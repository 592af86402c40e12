/* SPDX-License-Identifier: Apache-2.0 */
/* Where a descriptor leads, as /proc tells. */
#ifndef INLAY_DESCRIPTOR_PATH_H
#define INLAY_DESCRIPTOR_PATH_H

#include "core/base/text.h"

/* The path that fd was opened by, without symbolic links; in room, terminated, and cut to its size. Empty without
 * /proc. fd may be AT_FDCWD. Async-signal-safe; keeps errno. */
struct text descriptor_path(int fd, char *room, size_t size);

#endif
