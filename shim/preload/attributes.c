/* SPDX-License-Identifier: Apache-2.0 */
/* Extended attributes and readlink(2) of a file that need not exist, and does not: it has no attributes and is no link.
 * What copies a file or lists it in full asks for both. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/serve/kernel.h"

/* result is what the real function gave; error is what it gives for such a file, 0 none. */
static ssize_t answer(int directory, const char *path, ssize_t result, int error)
{
    if (result >= 0 || answer_access(directory, path, F_OK, -1) < 0) {
        return result;
    }
    return libc_result(-error);
}

#define GETXATTR(name, number)                                                                                         \
    ssize_t name(const char *path, const char *attribute, void *value, size_t size)                                    \
    {                                                                                                                  \
        ssize_t result =                                                                                               \
            NEXT(name) ? NEXT(name)(path, attribute, value, size)                                                      \
                       : libc_result(kernel_call(number, (long)path, (long)attribute, (long)value, (long)size, 0, 0)); \
        return answer(AT_FDCWD, path, result, ENODATA);                                                                \
    }

#define LISTXATTR(name, number)                                                                                        \
    ssize_t name(const char *path, char *list, size_t size)                                                            \
    {                                                                                                                  \
        ssize_t result = NEXT(name) ? NEXT(name)(path, list, size)                                                     \
                                    : libc_result(kernel_call(number, (long)path, (long)list, (long)size, 0, 0, 0));   \
        return answer(AT_FDCWD, path, result, 0);                                                                      \
    }

GETXATTR(getxattr, SYS_getxattr)
GETXATTR(lgetxattr, SYS_lgetxattr)
LISTXATTR(listxattr, SYS_listxattr)
LISTXATTR(llistxattr, SYS_llistxattr)

ssize_t readlink(const char *path, char *out, size_t size)
{
    ssize_t result =
        NEXT(readlink) ? NEXT(readlink)(path, out, size) : libc_result(kernel_readlinkat(AT_FDCWD, path, out, size));
    return answer(AT_FDCWD, path, result, EINVAL);
}

ssize_t readlinkat(int directory, const char *path, char *out, size_t size)
{
    ssize_t result = NEXT(readlinkat) ? NEXT(readlinkat)(directory, path, out, size)
                                      : libc_result(kernel_readlinkat(directory, path, out, size));
    return answer(directory, path, result, EINVAL);
}

/* What _FORTIFY_SOURCE makes of both where it knows room, out's size; musl lacks them. */
ssize_t __readlink_chk(const char *path, char *out, size_t size, size_t room)
{
    if (!NEXT(__readlink_chk)) {
        return readlink(path, out, size);
    }
    return answer(AT_FDCWD, path, NEXT(__readlink_chk)(path, out, size, room), EINVAL);
}

ssize_t __readlinkat_chk(int directory, const char *path, char *out, size_t size, size_t room)
{
    if (!NEXT(__readlinkat_chk)) {
        return readlinkat(directory, path, out, size);
    }
    return answer(directory, path, NEXT(__readlinkat_chk)(directory, path, out, size, room), EINVAL);
}
