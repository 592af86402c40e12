/* SPDX-License-Identifier: Apache-2.0 */
/* Signals that came to this process and are meant for the one that it has started. All are blocked here (parent.h), and taken
 * one by one. */
#ifndef INLAY_RELAY_H
#define INLAY_RELAY_H

#include "shim/serve/kernel.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/* Also those that a C library takes for itself, and hides in its sets: 32 and 33, and musl 34, which is a program's own in glibc. */
#define RELAY_ALL (~(kernel_sigset)0)

/* What a terminal sends, it sends to the whole process group: who is in this one has it already. */
bool relay_is_of_terminal(const siginfo_t *info);

/* Whether this process was started to ignore it: by nohup(1), or in the background of a shell. A blocked one comes all the same. */
bool relay_is_ignored(int signal_number);

/* Hands it on, but not what inlay's own writing has raised. */
void relay_send(pid_t process, const siginfo_t *info);

/* Stops this process as the one that it has started was stopped, so that the shell sees it. */
void relay_stop(int signal_number);

#endif
