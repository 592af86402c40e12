/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/reopen.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

/* Flags that mean something when a path is looked up or a file is made, and nothing for a file that is open. */
#define LOOKUP_FLAGS (O_CREAT | O_EXCL | O_NOFOLLOW | O_NOCTTY)

/* thread-self, because a thread may have descriptors of its own (CLONE_FILES). */
int reopen_descriptor(int fd, int flags)
{
    char path[sizeof "/proc/thread-self/fd/" + 11];
    buffer_format_fixed(path, sizeof path, "/proc/thread-self/fd/%d", fd);
    int reopened = kernel_openat(AT_FDCWD, path, (flags & ~LOOKUP_FLAGS) | O_CLOEXEC, 0);
    if (reopened == -EINVAL) { /* tmpfs has O_DIRECT since Linux 6.6 */
        reopened = kernel_openat(AT_FDCWD, path, (flags & ~(LOOKUP_FLAGS | O_DIRECT)) | O_CLOEXEC, 0);
    }
    return reopened;
}
