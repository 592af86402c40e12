/* SPDX-License-Identifier: Apache-2.0 */
/* An input of two texts: the first ends at the first NUL, and the second follows. */
#ifndef INLAY_HALVES_H
#define INLAY_HALVES_H

#include "core/base/text.h"

#include <stdint.h>

struct halves {
    struct text first, second; /* they borrow the input's bytes */
};

static inline struct halves fuzz_halves(const uint8_t *bytes, size_t size)
{
    const struct text all = {(const char *)bytes, size};
    const size_t end = text_find(all, 0, '\0');
    return (struct halves){text_part(all, 0, end), end < size ? text_from(all, end + 1) : TEXT("")};
}

#endif
