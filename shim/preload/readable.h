/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that a program hands to a function which only the kernel would read: where it cannot be read the program gets
 * EFAULT, so a hook that must read it earlier asks first. One system call a page. Async-signal-safe, also between vfork
 * and exec; errno is kept. */
#ifndef INLAY_READABLE_H
#define INLAY_READABLE_H

#include <stdbool.h>

/* Whether string can be read up to its end. */
bool readable_string(const char *string);

/* The same for an array of strings as environ(7) has it, and for each of them. NULL is an empty one. */
bool readable_strings(char *const *strings);

#endif
