/* SPDX-License-Identifier: Apache-2.0 */
/* Which commit a sweep runs at. */
#ifndef INLAY_GIT_STATE_H
#define INLAY_GIT_STATE_H

#include "core/base/text.h"

#include <stdbool.h>

struct git_state {
    const char *commit; /* NULL: not known */
    bool is_dirty;      /* files that git tracks differ from it */
};

/* As git has it in the working directory; it is not waited for longer than a few seconds, and asks nobody anything. */
struct git_state git_state_now(struct arena *arena);

#endif
