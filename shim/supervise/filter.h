/* SPDX-License-Identifier: Apache-2.0 */
/* The seccomp filter of a supervised job. */
#ifndef INLAY_SUPERVISE_FILTER_H
#define INLAY_SUPERVISE_FILTER_H

#include <stdbool.h>

/* Puts the filter on this thread and all that it will start, for ever. The descriptor on which a supervisor answers for
 * them, close-on-exec; or a negative errno value. *no_new_privs: prctl(2)'s flag had to be set for it. */
int filter_install(bool *no_new_privs);

#endif
