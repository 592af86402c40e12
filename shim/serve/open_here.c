/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/open_here.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <string.h>

#define ROOM 512 /* bytes of stack, which may be small */

/* As getdents64(2) has it. */
struct entry {
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
};

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

/* proc(5): a lock that was taken through fd is a line of its fdinfo, which says POSIX for those of fcntl(2). */
static bool has_lock(int fd)
{
    char room[ROOM];
    buffer_format_fixed(room, sizeof room, "/proc/thread-self/fdinfo/%d", fd);
    const int info = kernel_openat(AT_FDCWD, room, O_RDONLY | O_CLOEXEC, 0);
    const ssize_t length = info < 0 ? 0 : kernel_read_at(info, room, sizeof room, 0);
    if (info >= 0) {
        kernel_close(info);
    }
    return length > 0 && memmem(room, (size_t)length, "POSIX", 5) != NULL;
}

/* What fd makes of the answer so far. */
static int weigh(int answer, int fd, const struct stat *file)
{
    if (!is_open_on(fd, file) || !has_lock(fd)) {
        return answer;
    }
    return can_read(fd) ? fd : -EBUSY;
}

/* The number that name is; "." and ".." are none. */
static int number_of(const char *name)
{
    int number = *name == '.' ? -1 : 0;
    for (; *name >= '0' && *name <= '9'; name++) {
        number = number * 10 + (*name - '0');
    }
    return number;
}

static int weigh_all(int directory, const struct stat *file)
{
    _Alignas(struct entry) char room[ROOM];
    int answer = -ENOENT;
    for (;;) {
        const long length = kernel_getdents(directory, room, sizeof room);
        if (length <= 0) {
            return answer;
        }
        for (long at = 0; at < length && answer < 0;) {
            const struct entry *entry = (const struct entry *)(const void *)(room + at);
            answer = weigh(answer, number_of(entry->name), file);
            at += entry->length;
        }
        if (answer >= 0) {
            return answer;
        }
    }
}

int open_here_locked(const struct stat *file)
{
    const int directory = kernel_openat(AT_FDCWD, "/proc/thread-self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (directory < 0) {
        return -ENOENT;
    }
    const int answer = weigh_all(directory, file);
    kernel_close(directory);
    return answer;
}
