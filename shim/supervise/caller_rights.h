/* SPDX-License-Identifier: Apache-2.0 */
/* What the caller may do that the supervisor may, or not: a job that root starts can give up rights, and what it could
 * not open it shall not be given. */
#ifndef INLAY_CALLER_RIGHTS_H
#define INLAY_CALLER_RIGHTS_H

#include "shim/supervise/caller.h"

#include <stdbool.h>

/* Once, by the thread that answers. */
void caller_rights_start(void);

/* Whether what this process can reach and read the caller can, too: it has the same users and groups, and no fewer of
 * the capabilities that pass over modes. */
bool caller_rights_suffice(pid_t thread, const struct caller_status *status);

/* Makes this thread as the caller is until caller_rights_return(). 0, or a negative errno value where that is not
 * allowed, and then nothing has changed. */
int caller_rights_take(pid_t thread, const struct caller_status *status);
void caller_rights_return(void);

#endif
