/* SPDX-License-Identifier: Apache-2.0 */
/* What this process has open, and holds locks through. */
#ifndef INLAY_OPEN_HERE_H
#define INLAY_OPEN_HERE_H

#include <sys/stat.h>

/* A descriptor through which this process has a record lock (fcntl(2)) on the file, and that pread(2) reads from at
 * any place, or a negative errno value: ENOENT when there is no lock, or none that can be known without /proc; EBUSY
 * when it was taken through a descriptor for writing alone. Another thread may close the descriptor at any time.
 * Async-signal-safe; keeps errno. */
int open_here_locked(const struct stat *file);

#endif
