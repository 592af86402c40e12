/* SPDX-License-Identifier: Apache-2.0 */
/* Text of unknown origin, made harmless for a terminal: control characters and bytes that are not UTF-8 become \xHH. */
#ifndef INLAY_PRINTABLE_H
#define INLAY_PRINTABLE_H

#include "core/base/buffer.h"

void printable_put(struct buffer *out, struct text text);

/* The same as a terminated string in the arena. */
const char *printable_string(struct arena *arena, struct text text);

#endif
