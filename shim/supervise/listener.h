/* SPDX-License-Identifier: Apache-2.0 */
/* The descriptor on which halted calls come in, and are answered. Everything here returns 0 or a negative errno value;
 * ENOENT: who made the call is gone. Terms and structures are those of linux/seccomp.h. */
#ifndef INLAY_SUPERVISE_LISTENER_H
#define INLAY_SUPERVISE_LISTENER_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

/* The errno value of why a listener's calls cannot be answered as supervision does; 0 when they can. */
int listener_problem(int listener);

/* Halted and answering processes share a processor while they wait for each other, where the kernel knows that (Linux
 * 6.6): it is ten times quicker. */
void listener_tune(int listener);

/* Waits for the next call. */
int listener_receive(int listener, struct seccomp_notif *call);

/* No process has the filter any more, so there will be no call. */
bool listener_is_over(int listener);

/* Whether a call comes in within that many milliseconds, or none will any more. */
bool listener_has_call(int listener, int timeout);

/* After a failure: until there is a call. False: there will be none. */
bool listener_wait(int listener);

/* Whether who made the call still waits for its answer: what its number in /proc leads to belongs to it then. */
int listener_waits(int listener, uint64_t id);

/* The three answers: the kernel does what was asked; 0 or a negative errno value in its place; a new descriptor, on
 * what fd is open on, which becomes the call's result. flags: O_CLOEXEC or 0. */
int listener_continue(int listener, uint64_t id);
int listener_result(int listener, uint64_t id, int result);
int listener_give(int listener, uint64_t id, int fd, int flags);

/* Between the job's first process, which has the listener, and the supervisor: over a pair of sockets. listener may be
 * a negative errno value. */
void listener_send(int connection, int listener);
int listener_take(int connection);

#endif
