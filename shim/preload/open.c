/* SPDX-License-Identifier: Apache-2.0 */
/* open(2) and its spellings. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/serve/kernel.h"

#include <stdarg.h>
#include <stdbool.h>

/* Whether a mode argument was passed. O_TMPFILE has O_DIRECTORY's bit in it, hence no test by & alone. */
static bool needs_mode(int flags)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

static mode_t mode_argument(int flags, va_list arguments)
{
    return needs_mode(flags) ? va_arg(arguments, mode_t) : 0;
}

static int kernel_open(int directory, const char *path, int flags, mode_t mode)
{
    return (int)libc_result(kernel_openat(directory, path, flags, mode));
}

#define OPEN(name)                                                                                                     \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_argument(flags, arguments);                                                                 \
        va_end(arguments);                                                                                             \
        int fd = NEXT(name) ? NEXT(name)(path, flags, mode) : kernel_open(AT_FDCWD, path, flags, mode);                \
        return answer_open(AT_FDCWD, path, flags, fd);                                                                 \
    }

#define OPENAT(name)                                                                                                   \
    int name(int directory, const char *path, int flags, ...)                                                          \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode_t mode = mode_argument(flags, arguments);                                                                 \
        va_end(arguments);                                                                                             \
        int fd = NEXT(name) ? NEXT(name)(directory, path, flags, mode) : kernel_open(directory, path, flags, mode);    \
        return answer_open(directory, path, flags, fd);                                                                \
    }

/* What _FORTIFY_SOURCE makes of open(path, flags): the C library's own ends the program if a mode was needed. */
#define OPEN_2(name)                                                                                                   \
    int name(const char *path, int flags)                                                                              \
    {                                                                                                                  \
        int fd = NEXT(name) ? NEXT(name)(path, flags) : kernel_open(AT_FDCWD, path, flags, 0);                         \
        return answer_open(AT_FDCWD, path, flags, fd);                                                                 \
    }

#define OPENAT_2(name)                                                                                                 \
    int name(int directory, const char *path, int flags)                                                               \
    {                                                                                                                  \
        int fd = NEXT(name) ? NEXT(name)(directory, path, flags) : kernel_open(directory, path, flags, 0);             \
        return answer_open(directory, path, flags, fd);                                                                \
    }

OPEN(open)
OPEN(open64)
OPEN(__open)
OPEN(__open64)
OPEN_2(__open_2)
OPEN_2(__open64_2)
OPENAT(openat)
OPENAT(openat64)
OPENAT_2(__openat_2)
OPENAT_2(__openat64_2)

int openat2(int directory, const char *path, const struct open_how *how, size_t size)
{
    int fd = NEXT(openat2)
                 ? NEXT(openat2)(directory, path, how, size)
                 : (int)libc_result(kernel_call(SYS_openat2, directory, (long)path, (long)how, (long)size, 0, 0));
    return answer_openat2(directory, path, how, fd);
}

int open_by_handle_at(int mount, struct file_handle *handle, int flags)
{
    int fd = NEXT(open_by_handle_at)
                 ? NEXT(open_by_handle_at)(mount, handle, flags)
                 : (int)libc_result(kernel_call(SYS_open_by_handle_at, mount, (long)handle, flags, 0, 0, 0));
    return answer_descriptor(flags, fd);
}
