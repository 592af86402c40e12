/* SPDX-License-Identifier: Apache-2.0 */
/* The user namespace that the caller is in. */
#ifndef INLAY_CALLER_USERS_H
#define INLAY_CALLER_USERS_H

#include <stdbool.h>
#include <sys/types.h>

/* Whether it is this process's, too. */
bool caller_users_are_own(pid_t thread);

/* What the kernel shows the caller of an owner and a group: the numbers that its namespace has for them. */
void caller_users_show(pid_t thread, uid_t *user, gid_t *group);

#endif
