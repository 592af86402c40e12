/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/open_here.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"
#include "shim/serve/open_descriptors.h"

#include <string.h>

#define ROOM 256 /* bytes of stack, which may be small */

static bool is_open_on(int fd, const struct stat *file)
{
    struct stat seen;
    return kernel_fstat(fd, &seen) == 0 && kernel_same_file(&seen, file);
}

/* One opened with O_DIRECT reads whole blocks only. */
static bool can_read(int fd)
{
    const int flags = kernel_fcntl(fd, F_GETFL, 0);
    return flags >= 0 && (flags & (O_PATH | O_DIRECT)) == 0 && (flags & O_ACCMODE) != O_WRONLY;
}

/* Whether "POSIX" stands in the file that descriptor is open on, which is read in pieces that overlap. */
static bool says_posix(int descriptor)
{
    char room[ROOM];
    ssize_t length;
    off_t at = 0;
    do {
        length = kernel_read_at(descriptor, room, sizeof room, at);
        if (length > 0 && memmem(room, (size_t)length, "POSIX", 5)) {
            return true;
        }
        at += length - 4;
    } while (length == (ssize_t)sizeof room);
    return false;
}

/* proc(5): a lock that was taken through fd is a line of its fdinfo, which says POSIX for those of fcntl(2). */
static bool has_lock(int fd)
{
    char name[48];
    buffer_format_fixed(name, sizeof name, "/proc/thread-self/fdinfo/%d", fd);
    const int info = kernel_openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC, 0);
    const bool found = info >= 0 && says_posix(info);
    if (info >= 0) {
        kernel_close(info);
    }
    return found;
}

struct search {
    const struct stat *file;
    int answer;
};

/* False when one is found that can be borrowed. */
static bool weigh(void *context, int fd)
{
    struct search *search = context;
    if (is_open_on(fd, search->file) && has_lock(fd)) {
        search->answer = can_read(fd) ? fd : -EBUSY;
    }
    return search->answer < 0;
}

int open_here_locked(const struct stat *file)
{
    struct search search = {file, -ENOENT};
    open_descriptors_each(weigh, &search);
    return search.answer;
}
