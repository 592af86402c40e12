/* SPDX-License-Identifier: Apache-2.0 */
/* Texts of any length in messages. */
#ifndef INLAY_EXCERPT_H
#define INLAY_EXCERPT_H

#include "core/base/buffer.h"

/* Puts the first line of text, or what of that is enough to know it by. */
void excerpt_put(struct buffer *out, struct text text);

#endif
