/* SPDX-License-Identifier: Apache-2.0 */
/* Who made a halted call: its memory and what /proc tells of it. The number of a process can be used again when it
 * ends, so what was found is the caller's only if listener_waits() holds afterwards. Results are lengths and
 * descriptors, or negative errno values: EPERM where the caller may not be looked at, ESRCH where it is gone. */
#ifndef INLAY_SUPERVISE_CALLER_H
#define INLAY_SUPERVISE_CALLER_H

#include "core/base/text.h"

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The string at address, terminated, into room: its length. EFAULT where the caller itself would get that;
 * ENAMETOOLONG when it does not end within PATH_MAX bytes. */
ssize_t caller_path(pid_t thread, uint64_t address, char room[PATH_MAX]);

/* 0 when all of it was copied. */
int caller_read(pid_t thread, uint64_t address, void *out, size_t size);
int caller_write(pid_t thread, uint64_t address, const void *bytes, size_t size);

/* A descriptor, with O_PATH, on /proc/THREAD/entry. */
int caller_open(pid_t thread, const char *entry);

/* Its program, in room: the path of its file, or where that may not be known its name. */
struct text caller_program(pid_t thread, char room[PATH_MAX]);

#define CALLER_GROUPS_MAX 1024

struct caller_status {
    pid_t process, parent;
    pid_t inner_process, inner_thread; /* as its own pid namespace numbers them */
    uid_t users[4];                    /* real, effective, saved, file system's */
    gid_t groups[4];
    gid_t others[CALLER_GROUPS_MAX];
    size_t other_count;
    uint64_t effective; /* capabilities */
};

/* False when it is gone, or has too many groups. */
bool caller_status(pid_t thread, struct caller_status *status);

#endif
