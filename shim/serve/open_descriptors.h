/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptors that this process has open, as /proc lists them. */
#ifndef INLAY_OPEN_DESCRIPTORS_H
#define INLAY_OPEN_DESCRIPTORS_H

#include <stdbool.h>

/* Calls look with each, until it returns false. The list itself is read through one of them, which is closed behind the
 * last. look may close others. False where there is no /proc to list them. Async-signal-safe; takes 600 bytes of stack;
 * keeps errno. */
bool open_descriptors_each(bool (*look)(void *context, int fd), void *context);

#endif
