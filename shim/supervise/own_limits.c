/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/own_limits.h"

#include <stdbool.h>
#include <sys/resource.h>

static void lift(int resource, bool beyond_hard)
{
    static const struct rlimit none = {RLIM_INFINITY, RLIM_INFINITY};
    struct rlimit limit;
    if ((beyond_hard && setrlimit(resource, &none) == 0) || getrlimit(resource, &limit) != 0) {
        return;
    }
    limit.rlim_cur = limit.rlim_max;
    setrlimit(resource, &limit);
}

void own_limits_lift(void)
{
    lift(RLIMIT_CPU, true);
    lift(RLIMIT_AS, true);
    lift(RLIMIT_DATA, true);
    lift(RLIMIT_FSIZE, true);
    lift(RLIMIT_STACK, true);
    lift(RLIMIT_NOFILE, false); /* more than that it does not need */
}
