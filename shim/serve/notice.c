/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/notice.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <unistd.h>

/* Where a sandbox knows write(2) alone. */
static ssize_t write_each(int fd, const struct iovec *pieces, int count)
{
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t written = kernel_write(fd, pieces[i].iov_base, pieces[i].iov_len);
        if (written < 0) {
            return written;
        }
        all += written;
    }
    return all;
}

/* The kernel sends SIGPIPE and SIGXFSZ to the writing thread itself, so a blocked one waits in that thread and can be
 * taken back, unless one was waiting before: that one is the program's. */
static ssize_t write_without_signals(int fd, const struct iovec *pieces, int count)
{
    const kernel_sigset raised = KERNEL_SIGNAL(SIGPIPE) | KERNEL_SIGNAL(SIGXFSZ);
    kernel_sigset before = 0;

    kernel_sigprocmask(SIG_BLOCK, &raised, &before);
    kernel_sigset pending = kernel_sigpending() & raised;
    ssize_t written = kernel_writev(fd, pieces, count);
    if (kernel_refused(written)) {
        written = write_each(fd, pieces, count);
    }
    if (written == -EPIPE || written == -EFBIG) {
        kernel_sigconsume(raised & ~pending);
    }
    kernel_sigprocmask(SIG_SETMASK, &before, NULL);
    return written;
}

ssize_t notice_write(int fd, const struct text *pieces, size_t count)
{
    struct iovec parts[NOTICE_PIECES + 1];
    size_t used = 0;
    for (size_t i = 0; i < count && i < NOTICE_PIECES; i++) {
        parts[used++] = (struct iovec){(void *)(uintptr_t)pieces[i].bytes, pieces[i].length};
    }
    parts[used++] = (struct iovec){(void *)(uintptr_t) "\n", 1};
    ssize_t written;
    do {
        written = write_without_signals(fd, parts, (int)used);
    } while (written == -EINTR);
    return written;
}

/* What standard error was when the library was loaded. */
static dev_t error_device;
static ino_t error_inode;
void notice_start(void)
{
    struct stat error;
    if (kernel_fstat(STDERR_FILENO, &error) == 0) {
        error_device = error.st_dev;
        error_inode = error.st_ino;
    }
}

/* A file that took the number 2 since may be anything of the program's, and a message in it would be damage. */
static bool is_standard_error(void)
{
    struct stat now;
    if (kernel_fstat(STDERR_FILENO, &now) < 0) {
        return false;
    }
    return !S_ISREG(now.st_mode) || (now.st_dev == error_device && now.st_ino == error_inode);
}

void notice_error(const struct text *pieces, size_t count)
{
    if (is_standard_error()) {
        notice_write(STDERR_FILENO, pieces, count);
    }
}

void notice_say(const char *message)
{
    notice_error((const struct text[]){TEXT("inlay: "), text_of(message)}, 2);
}
