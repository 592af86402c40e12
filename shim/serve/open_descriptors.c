/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/open_descriptors.h"
#include "shim/serve/kernel.h"

#define ROOM 256 /* bytes of stack, which may be small */

/* As getdents64(2) has it. */
struct entry {
    uint64_t inode;
    int64_t next;
    uint16_t length;
    uint8_t type;
    char name[];
};

/* The number that name is; "." and ".." are none. */
static int number_of(const char *name)
{
    int number = *name == '.' ? -1 : 0;
    for (; *name >= '0' && *name <= '9'; name++) {
        number = number * 10 + (*name - '0');
    }
    return number;
}

/* False when look has seen enough. */
static bool look_at_some(const char *entries, long length, bool (*look)(void *context, int fd), void *context)
{
    for (long at = 0; at < length;) {
        const struct entry *entry = (const struct entry *)(const void *)(entries + at);
        const int fd = number_of(entry->name);
        if (fd >= 0 && !look(context, fd)) {
            return false;
        }
        at += entry->length;
    }
    return true;
}

bool open_descriptors_each(bool (*look)(void *context, int fd), void *context)
{
    _Alignas(struct entry) char entries[ROOM];
    long length;
    const int directory = kernel_openat(AT_FDCWD, "/proc/thread-self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    if (directory < 0) {
        return false;
    }
    while ((length = kernel_getdents(directory, entries, sizeof entries)) > 0 &&
           look_at_some(entries, length, look, context)) {
        continue;
    }
    kernel_close(directory);
    return true;
}
