/* SPDX-License-Identifier: Apache-2.0 */
/* Serving: what becomes of an open or a stat of a path that may be a registered file's.
 *
 * Both work on what the kernel answered already, so its verdict on paths, permissions and flags stands, and the path is
 * known to be readable memory. Neither allocates, or makes a system call, for a path of which registry_may_be() is
 * false, but for discovery. Async-signal-safe; no cancellation point; errno is kept. */
#ifndef INLAY_SERVE_H
#define INLAY_SERVE_H

#include "shim/serve/launch.h"

/* path was opened as openat(directory, path, flags) does, and fd is what came of it. When it is a registered file,
 * opened for reading alone, puts the patched content under the number fd; anything else stays as it is. 0, or a
 * negative errno value when the patched content cannot be had: then the caller closes fd and fails. instead: NULL, or
 * at first fd. Where fd was the last free number it becomes what is given in fd's place, perhaps under another number,
 * or -1 when fd is closed and there is none. */
int serve_open(struct launch *launch, int directory, const char *path, int flags, int fd, int *instead);

/* The same where the kernel found nothing at path (ENOENT), and fd is a descriptor on something else, to be replaced.
 * -ENOENT when path is no registered file that need not exist, or it was not opened for reading alone. */
int serve_absent(struct launch *launch, int directory, const char *path, int flags, int fd);

/* path was inspected, and the kernel found nothing. False when it is no registered file that need not exist; else *seen
 * is what it looks like. */
bool serve_absent_stat(struct launch *launch, int directory, const char *path, struct stat *seen);

/* path was inspected, and seen is what the kernel told of it. If it is a registered file, and can be patched, gives
 * seen the patched size and blocks. seen needs only device, inode, mode, links, size, mtime and ctime. */
void serve_stat(struct launch *launch, int directory, const char *path, struct stat *seen);

/* fd was inspected. What inlay served looks like its file, and a registered file opened with O_PATH has the patched
 * size. seen as for serve_stat(), with owner and group as well. */
void serve_fstat(struct launch *launch, int fd, struct stat *seen);

/* Makes the versions of the registered files that have secrets as they are now, so that launch->secrets knows which
 * variables they name. */
void serve_name_secrets(struct launch *launch);

/* Makes all versions of the registered files that exist now, for the sake of their notes. */
void serve_notes(struct launch *launch);

#endif
