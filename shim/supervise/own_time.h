/* SPDX-License-Identifier: Apache-2.0 */
/* The supervisor's CPU time. Where a hard limit is on it (RLIMIT_CPU) that may not be lifted, the kernel kills a process
 * that has used it up, be it the one that works for a job of many. But each process has a time of its own: so another
 * goes on in time. */
#ifndef INLAY_SUPERVISE_OWN_TIME_H
#define INLAY_SUPERVISE_OWN_TIME_H

#include <stdbool.h>

/* Once, after own_limits_lift(). */
void own_time_start(void);

/* By the thread that answers, between two calls. When much of the time is used up it starts a process, which shares this
 * one's descriptors and returns from here in its place; this one waits until that ends. False: it has ended, and nobody
 * answers. */
bool own_time_look(void);

/* Whether this process was started here: nobody but its parent waits for it. */
bool own_time_is_successor(void);

#endif
