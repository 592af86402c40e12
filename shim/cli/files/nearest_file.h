/* SPDX-License-Identifier: Apache-2.0 */
/* The file that a misspelt path may mean. */
#ifndef INLAY_NEAREST_FILE_H
#define INLAY_NEAREST_FILE_H

#include "core/base/text.h"

/* The name in path's directory that is most like path's; empty when none is alike. */
struct text nearest_file(struct arena *arena, const char *path);

#endif
