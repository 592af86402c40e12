/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of every input; the fuzzer takes the end of the process for what it has found. */
#ifndef INLAY_REQUIRE_H
#define INLAY_REQUIRE_H

#include <stdio.h>
#include <stdlib.h>

#define require(holds) ((holds) ? (void)0 : require_failed(#holds, __FILE__, __LINE__))

static inline _Noreturn void require_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "%s:%d: it does not hold: %s\n", file, line, what);
    abort();
}

#endif
