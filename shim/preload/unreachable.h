/* SPDX-License-Identifier: Apache-2.0 */
/* Programs that overrides cannot reach are reported when they are executed: each once, on standard error, and in the
 * report as a record "lost". Without a report, a program is reported again by each program that executes it. */
#ifndef INLAY_UNREACHABLE_H
#define INLAY_UNREACHABLE_H

/* To be called once, by the constructor. */
void unreachable_start(void);

/* The program that execveat(directory, path, …, environment, flags) will run, or execvp(3) for file. Nothing is
 * reported where environment has INLAY_DISABLE. Async-signal-safe, also between vfork and exec; errno is kept. */
void unreachable_check(int directory, const char *path, int flags, char *const *environment);
void unreachable_check_command(const char *file, char *const *environment);

#endif
