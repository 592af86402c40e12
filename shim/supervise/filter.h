/* SPDX-License-Identifier: Apache-2.0 */
/* The seccomp filter of a supervised job. */
#ifndef INLAY_SUPERVISE_FILTER_H
#define INLAY_SUPERVISE_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>

/* For each architecture a few instructions, and two a call. */
#define FILTER_LENGTH_MAX 128

/* The filter's program, which reads a struct seccomp_data; its length. execs: it halts calls that start programs, too. */
unsigned short filter_assemble(struct sock_filter code[FILTER_LENGTH_MAX], bool execs);

/* Puts the filter on this thread and all that it will start, for ever. The descriptor on which a supervisor answers for
 * them, close-on-exec; or a negative errno value. *no_new_privs: prctl(2)'s flag had to be set for it;
 * then calls that start programs are halted where execs says so. */
int filter_install(bool execs, bool *no_new_privs);

#endif
