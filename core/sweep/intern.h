/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers for texts: equal texts have the same one. */
#ifndef INLAY_INTERN_H
#define INLAY_INTERN_H

#include "core/base/text.h"

struct interned;

/* Start from {.arena = a}. */
struct intern {
    struct arena *arena;
    struct interned *slots;
    size_t size; /* 0 or a power of two */
    uint32_t count;
};

/* The number of text, counted from 0 in the order of first mention; is_new, unless NULL, says whether this is that. text is
 * copied. */
uint32_t intern_number(struct intern *intern, struct text text, bool *is_new);

#endif
