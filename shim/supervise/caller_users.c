/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/caller_users.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <stdint.h>
#include <stdlib.h>

#define NOBODY 65534 /* DEFAULT_OVERFLOWUID of the kernel's include/linux/highuid.h: what has no number there */

bool caller_users_are_own(pid_t thread)
{
    struct stat here, there;
    char path[48];
    buffer_format_fixed(path, sizeof path, "/proc/%d/ns/user", thread);
    return kernel_fstatat(AT_FDCWD, path, &there, 0) == 0 &&
           kernel_fstatat(AT_FDCWD, "/proc/thread-self/ns/user", &here, 0) == 0 && kernel_same_file(&here, &there);
}

/* By a map of user_namespaces(7), which has a line INSIDE OUTSIDE COUNT for each range; outside is seen from this
 * process's namespace, which is another one. */
static uint32_t mapped(const char *map, uint32_t outside)
{
    char *end;
    for (const char *line = map; *line != '\0'; line = end + (*end != '\0')) {
        uint64_t numbers[3] = {0};
        end = (char *)line;
        for (int i = 0; i < 3; i++) {
            numbers[i] = strtoull(end, &end, 10);
        }
        if (outside >= numbers[1] && outside - numbers[1] < numbers[2]) {
            return (uint32_t)(numbers[0] + outside - numbers[1]);
        }
        if (*end != '\n') {
            break;
        }
    }
    return NOBODY;
}

static uint32_t show(pid_t thread, const char *entry, uint32_t outside)
{
    char path[48], map[340 * 40]; /* the kernel's most lines, of three numbers */
    buffer_format_fixed(path, sizeof path, "/proc/%d/%s", thread, entry);
    const int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    const ssize_t length = fd < 0 ? fd : kernel_read_at(fd, map, sizeof map - 1, 0);
    if (fd >= 0) {
        kernel_close(fd);
    }
    map[length > 0 ? length : 0] = '\0';
    return length < 0 ? outside : mapped(map, outside);
}

void caller_users_show(pid_t thread, uid_t *user, gid_t *group)
{
    if (!caller_users_are_own(thread)) {
        *user = show(thread, "uid_map", *user);
        *group = show(thread, "gid_map", *group);
    }
}
