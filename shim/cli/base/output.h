/* SPDX-License-Identifier: Apache-2.0 */
/* Where what a verb prints goes: to standard output, or to the file that --output names. */
#ifndef INLAY_OUTPUT_H
#define INLAY_OUTPUT_H

#include "core/base/text.h"

#include <stdbool.h>

/* Writes all of content to the file at path, to standard output where that is NULL or "-". False, and said, when not
 * all of it arrived. */
bool output_write(struct arena *arena, const char *path, struct text content);

#endif
