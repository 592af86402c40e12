/* SPDX-License-Identifier: Apache-2.0 */
/* What LD_PRELOAD and /etc/ld.so.preload name, looked at as files. */
#ifndef INLAY_PRELOADED_H
#define INLAY_PRELOADED_H

#include "core/base/arena.h"

#include <stdbool.h>

struct preloaded {
    bool names_inlay;    /* a libinlay.so is among them */
    const char *library; /* the first that can be loaded, else the first; NULL: none is named */
    const char
        *problem; /* why none of them can be loaded, as the text of a message; NULL: one can, as far as it shows */
};

/* What is wrong with others than inlay's is said as notes: ld.so does without them. */
void preloaded_look(struct arena *arena, char *const *environment, struct preloaded *preloaded);

#endif
