/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in which '\' takes the next character as it is. */
#ifndef INLAY_ESCAPE_H
#define INLAY_ESCAPE_H

#include "core/base/buffer.h"

/* Index of the first c at or after start that no '\' escapes; source.length when there is none. */
size_t escape_find(struct text source, size_t start, char c);

/* Index of the last such c. */
size_t escape_find_last(struct text source, char c);

/* Whether source ends in a '\' that takes no character. */
bool escape_is_open(struct text source);

/* source without those '\'; an open one takes nothing. */
struct text escape_remove(struct arena *arena, struct text source);

#endif
