/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of every input; the fuzzer takes the end of the process for what it has found. */
#ifndef INLAY_REQUIRE_H
#define INLAY_REQUIRE_H

#include <stdbool.h>
#include <stdlib.h>

static inline void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

#endif
