/* SPDX-License-Identifier: Apache-2.0 */
/* A stack of its own for work that is done inside a signal handler. An alternate signal stack may have no more than
 * MINSIGSTKSZ and a few KiB, and a patch takes as much as the file is deep. */
#ifndef INLAY_OWN_STACK_H
#define INLAY_OWN_STACK_H

#include <stdbool.h>

/* Calls work(context): on the caller's stack, or, where that is the alternate signal stack, on fresh pages, with all
 * signals blocked, since a handler would start at the top of the alternate stack again. False when there was no memory,
 * and then work was not called. Async-signal-safe. */
bool own_stack_run(void (*work)(void *context), void *context);

#endif
