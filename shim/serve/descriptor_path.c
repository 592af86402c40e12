/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/descriptor_path.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

/* thread-self, because a thread may have descriptors and a directory of its own (CLONE_FILES, CLONE_FS). */
struct text descriptor_path(int fd, char *room, size_t size)
{
    char link[sizeof "/proc/thread-self/fd/" + 11];
    buffer_format_fixed(link, sizeof link, "/proc/thread-self/fd/%d", fd);
    const ssize_t length = kernel_readlinkat(AT_FDCWD, fd == AT_FDCWD ? "/proc/thread-self/cwd" : link, room, size - 1);
    room[length > 0 ? length : 0] = '\0';
    return (struct text){room, length > 0 ? (size_t)length : 0};
}
