/* SPDX-License-Identifier: Apache-2.0 */
/* A process that can change nothing outside of itself, whatever program it executes: a seccomp filter lets it load libraries,
 * read files, start threads and compute. It can write to descriptors 1 to 3 alone. All else fails with EPERM: to start a process,
 * to connect, to open a file for writing, to send a signal. */
#ifndef INLAY_HARMLESS_H
#define INLAY_HARMLESS_H

/* The highest descriptor that may be written to. */
#define HARMLESS_OUTPUT_MAX 3

/* From now on this thread is such a process. It may execute one program: path, at this very address, which no longer means anything
 * behind the exec. 0, or a positive errno value: the filter is not allowed here. Without CAP_SYS_ADMIN it sets
 * no_new_privs. */
int harmless_become(const char *path);

#endif
