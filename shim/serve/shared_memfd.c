/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/shared_memfd.h"
#include "shim/serve/kernel.h"
#include "shim/serve/reopen.h"

/* One word holds both, so that nobody reads the number of one and the inode of another. The kernel counts memfds'
 * inodes up from 1. */
#define INODE_BITS 40
#define INODE_MASK ((UINT64_C(1) << INODE_BITS) - 1)

static bool is_kept(const struct shared_memfd *shared, uint64_t kept, int fd)
{
    struct stat seen;
    return kernel_fstat(fd, &seen) == 0 && seen.st_ino == (kept & INODE_MASK) &&
           seen.st_dev == atomic_load(&shared->device);
}

/* Looked at again when it is open: another thread may close numbers that are not its own. */
static int open_looked_at(const struct shared_memfd *shared, uint64_t kept, int looked_at, int flags)
{
    const int reopened = is_kept(shared, kept, looked_at) ? reopen_descriptor(looked_at, flags) : -ENOENT;
    if (reopened < 0 || is_kept(shared, kept, reopened)) {
        return reopened;
    }
    kernel_close(reopened);
    return -ENOENT;
}

int shared_memfd_open(const struct shared_memfd *shared, int flags, int fd)
{
    const uint64_t kept = atomic_load(&shared->kept);
    const int number = (int)(kept >> INODE_BITS);
    if (kept == 0 || number == fd) {
        return -ENOENT;
    }
    const int looked_at = reopen_descriptor(number, O_PATH);
    if (looked_at < 0) {
        return looked_at;
    }
    const int reopened = open_looked_at(shared, kept, looked_at, flags);
    kernel_close(looked_at);
    return reopened;
}

void shared_memfd_keep(struct shared_memfd *shared, int fd, const struct stat *seen)
{
    const uint64_t number = (uint64_t)fd;
    if (seen->st_ino > INODE_MASK || number > UINT64_MAX >> INODE_BITS) {
        return;
    }
    atomic_store(&shared->device, seen->st_dev);
    atomic_store(&shared->kept, number << INODE_BITS | seen->st_ino);
}

bool shared_memfd_is(const struct shared_memfd *shared, int fd)
{
    const uint64_t kept = atomic_load(&shared->kept);
    return kept != 0 && (int)(kept >> INODE_BITS) == fd && is_kept(shared, kept, fd);
}
