/* SPDX-License-Identifier: Apache-2.0 */
/* Files of /proc, which say no size. */
#ifndef INLAY_PROC_FILE_H
#define INLAY_PROC_FILE_H

#include "core/base/text.h"

#include <stdbool.h>

/* False: it cannot be read, or holds nothing. */
bool proc_file_read(struct arena *arena, const char *path, struct text *content);

#endif
