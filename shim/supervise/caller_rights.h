/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller may do that the supervisor may not, and the other way round: a job that root starts can give up
 * rights, and what it could not open it shall not be given; and a root that lacks CAP_SYS_PTRACE, as in containers, may
 * look at the processes of a user only as that user. */
#ifndef INLAY_CALLER_RIGHTS_H
#define INLAY_CALLER_RIGHTS_H

#include "shim/supervise/caller.h"

#include <stdbool.h>

/* Once, by the thread that answers. */
void caller_rights_start(void);

/* Whether what this process can reach and read the caller can, too: it has the same users and groups, and no fewer of
 * the capabilities that pass over modes. */
bool caller_rights_suffice(pid_t thread, const struct caller_status *status);

/* Makes this thread as the caller is until caller_rights_return(). False where that is not allowed, and then nothing
 * has changed. */
bool caller_rights_take(pid_t thread, const struct caller_status *status);
void caller_rights_return(void);

/* The caller could not be looked at (EPERM): whether it is worth another try, now with its rights or again with this
 * process's own. To be followed by caller_rights_return() before anything is done but to look. */
bool caller_rights_may_help(pid_t thread);

#endif
