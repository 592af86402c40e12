/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/caller.h"
#include "core/base/buffer.h"
#include "shim/serve/kernel.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_PIECE 256 /* bytes; few paths are longer */
#define PAGE        4096

static ssize_t copy_in(pid_t thread, uint64_t address, void *out, size_t size)
{
    const struct iovec here = {out, size}, there = {(void *)(uintptr_t)address, size};
    return kernel_call(SYS_process_vm_readv, thread, (long)&here, 1, (long)&there, 1, 0);
}

/* Page by page: what lies behind the string need not be readable. */
ssize_t caller_path(pid_t thread, uint64_t address, char room[PATH_MAX])
{
    size_t length = 0, piece = FIRST_PIECE;
    while (length < PATH_MAX) {
        const size_t in_page = PAGE - (address + length) % PAGE, left = PATH_MAX - length;
        const size_t wanted = piece < in_page ? piece : in_page, size = wanted < left ? wanted : left;
        const ssize_t got = copy_in(thread, address + length, room + length, size);
        if (got <= 0) {
            return got == 0 ? -EFAULT : got;
        }
        const char *end = memchr(room + length, '\0', (size_t)got);
        if (end) {
            return end - room;
        }
        length += (size_t)got;
        piece = PAGE;
    }
    return -ENAMETOOLONG;
}

int caller_read(pid_t thread, uint64_t address, void *out, size_t size)
{
    const ssize_t got = copy_in(thread, address, out, size);
    return got == (ssize_t)size ? 0 : got < 0 ? (int)got : -EFAULT;
}

int caller_write(pid_t thread, uint64_t address, const void *bytes, size_t size)
{
    const struct iovec here = {(void *)(uintptr_t)bytes, size}, there = {(void *)(uintptr_t)address, size};
    const ssize_t put = kernel_call(SYS_process_vm_writev, thread, (long)&here, 1, (long)&there, 1, 0);
    return put == (ssize_t)size ? 0 : put < 0 ? (int)put : -EFAULT;
}

static int open_entry(pid_t thread, const char *entry, int flags)
{
    char path[64];
    buffer_format_fixed(path, sizeof path, "/proc/%d/%s", thread, entry);
    return kernel_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0);
}

int caller_open(pid_t thread, const char *entry)
{
    const int fd = open_entry(thread, entry, O_PATH);
    return fd == -ENOENT ? -ESRCH : fd == -EACCES ? -EPERM : fd;
}

struct text caller_program(pid_t thread, char room[PATH_MAX])
{
    char link[32];
    buffer_format_fixed(link, sizeof link, "/proc/%d/exe", thread);
    ssize_t length = kernel_readlinkat(AT_FDCWD, link, room, PATH_MAX - 1);
    if (length < 0) {
        const int fd = open_entry(thread, "comm", O_RDONLY);
        length = fd < 0 ? fd : kernel_read_at(fd, room, PATH_MAX - 1, 0);
        length -= length > 0; /* a newline */
        if (fd >= 0) {
            kernel_close(fd);
        }
    }
    room[length > 0 ? length : 0] = '\0';
    return text_of(room);
}

/* The number number of the line that begins with name; those that are not there are as they were. */
static size_t numbers_of(const char *text, const char *name, int base, uint64_t *numbers, size_t most)
{
    const char *line = strstr(text, name);
    size_t count = 0;
    if (!line) {
        return 0;
    }
    line += strlen(name);
    while (count < most && *line != '\n' && *line != '\0') {
        char *end;
        const unsigned long long number = strtoull(line, &end, base);
        if (end == line) {
            break;
        }
        numbers[count++] = number;
        line = end + strspn(end, "\t ");
    }
    return count;
}

static bool take_four(const char *text, const char *name, uint32_t four[4])
{
    uint64_t numbers[4];
    const bool there = numbers_of(text, name, 10, numbers, 4) == 4;
    for (int i = 0; there && i < 4; i++) {
        four[i] = (uint32_t)numbers[i];
    }
    return there;
}

/* What the innermost namespace calls it. */
static pid_t innermost(const char *text, const char *name, pid_t outermost)
{
    uint64_t numbers[32];
    const size_t count = numbers_of(text, name, 10, numbers, 32);
    return count > 0 ? (pid_t)numbers[count - 1] : outermost;
}

static bool read_status(const char *text, pid_t thread, struct caller_status *status)
{
    uint64_t numbers[CALLER_GROUPS_MAX + 1], one;
    status->other_count = numbers_of(text, "\nGroups:\t", 10, numbers, CALLER_GROUPS_MAX + 1);
    if (status->other_count > CALLER_GROUPS_MAX || !take_four(text, "\nUid:\t", status->users) ||
        !take_four(text, "\nGid:\t", status->groups) || numbers_of(text, "\nTgid:\t", 10, &one, 1) != 1) {
        return false;
    }
    status->process = (pid_t)one;
    status->parent = numbers_of(text, "\nPPid:\t", 10, &one, 1) == 1 ? (pid_t)one : 0;
    status->effective = numbers_of(text, "\nCapEff:\t", 16, &one, 1) == 1 ? one : 0;
    status->inner_process = innermost(text, "\nNStgid:\t", status->process);
    status->inner_thread = innermost(text, "\nNSpid:\t", thread);
    for (size_t i = 0; i < status->other_count; i++) {
        status->others[i] = (gid_t)numbers[i];
    }
    return true;
}

bool caller_status(pid_t thread, struct caller_status *status)
{
    char text[4096 + 11 * CALLER_GROUPS_MAX]; /* a number has 10 digits */
    const int fd = open_entry(thread, "status", O_RDONLY);
    const ssize_t length = fd < 0 ? fd : kernel_read_at(fd, text, sizeof text - 1, 0);
    if (fd >= 0) {
        kernel_close(fd);
    }
    text[length > 0 ? length : 0] = '\0';
    return length > 0 && read_status(text, thread, status);
}
