/* SPDX-License-Identifier: Apache-2.0 */
/* What GNU parallel (-S, --sshlogin) has ssh run elsewhere: a job, in hexadecimal, and errands around it. The source is
 * parallel 20221122, hexwrap() and what calls ssh. Async-signal-safe, without a system call. */
#ifndef INLAY_GNU_PARALLEL_H
#define INLAY_GNU_PARALLEL_H

#include <stdbool.h>

/* Whether the words of a command that ssh runs start no job: processors are counted, directories made, files moved and
 * removed. */
bool gnu_parallel_is_errand(char *const *command);

/* Whether one of the words begins a job of GNU parallel's, and that starts inlay or names one of its variables. */
bool gnu_parallel_hands_on(char *const *words);

#endif
