/* SPDX-License-Identifier: Apache-2.0 */
/* Time that passes, in seconds. */
#ifndef INLAY_SECONDS_H
#define INLAY_SECONDS_H

#include "shim/serve/kernel.h"

#include "core/base/buffer.h"

/* Of a clock that nobody sets. */
static inline double seconds_now(void)
{
    const struct timespec time = kernel_monotonic();
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* For kernel_sigtake(). */
static inline struct timespec seconds_timeout(double seconds)
{
    const time_t whole = seconds < 0 ? 0 : seconds > 1e9 ? 1000000000 : (time_t)seconds;
    return (struct timespec){whole, seconds > 0 && seconds < 1e9 ? (long)((seconds - (double)whole) * 1e9) : 0};
}

/* For people: "0.4 s", "12 s", "3 min 20 s", "1 h 5 min", "2 d 3 h". */
void seconds_put(struct buffer *out, double seconds);

#endif
