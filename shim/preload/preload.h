/* SPDX-License-Identifier: Apache-2.0 */
/* The launch that this process is part of. */
#ifndef INLAY_PRELOAD_H
#define INLAY_PRELOAD_H

#include "shim/serve/launch.h"

extern struct launch *preload_launch; /* set once by the constructor; NULL before, and when there is nothing to do */

static inline struct launch *active_launch(void)
{
    return __atomic_load_n(&preload_launch, __ATOMIC_ACQUIRE);
}

/* Whether it matters which files the process opens. */
static inline bool preload_observes_files(void)
{
    const struct launch *launch = active_launch();
    return launch && (launch->has_files || launch->discovery.wanted);
}

#endif
