/* SPDX-License-Identifier: Apache-2.0 */
/* The stat family. glibc's struct stat64 is its struct stat on 64-bit machines. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/serve/kernel.h"

_Static_assert(sizeof(struct stat64) == sizeof(struct stat), "struct stat64 is another structure here");

static int kernel_stat(int directory, const char *path, void *out, int flags)
{
    return (int)libc_result(kernel_fstatat(directory, path, out, flags));
}

#define STAT(name, structure, flags)                                                                                   \
    int name(const char *path, struct structure *out)                                                                  \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(path, out) : kernel_stat(AT_FDCWD, path, out, flags);                     \
        return answer_stat(AT_FDCWD, path, (struct stat *)out, result);                                                \
    }

#define XSTAT(name, structure, flags)                                                                                  \
    int name(int version, const char *path, struct structure *out)                                                     \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(version, path, out) : kernel_stat(AT_FDCWD, path, out, flags);            \
        return answer_stat(AT_FDCWD, path, (struct stat *)out, result);                                                \
    }

#define FSTATAT(name, structure)                                                                                       \
    int name(int directory, const char *path, struct structure *out, int flags)                                        \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(directory, path, out, flags) : kernel_stat(directory, path, out, flags);  \
        return answer_stat(directory, path, (struct stat *)out, result);                                               \
    }

#define FXSTATAT(name, structure)                                                                                      \
    int name(int version, int directory, const char *path, struct structure *out, int flags)                           \
    {                                                                                                                  \
        int result =                                                                                                   \
            NEXT(name) ? NEXT(name)(version, directory, path, out, flags) : kernel_stat(directory, path, out, flags);  \
        return answer_stat(directory, path, (struct stat *)out, result);                                               \
    }

#define FSTAT(name, structure)                                                                                         \
    int name(int fd, struct structure *out)                                                                            \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(fd, out) : kernel_stat(fd, "", out, AT_EMPTY_PATH);                       \
        return answer_fstat(fd, (struct stat *)out, result);                                                           \
    }

#define FXSTAT(name, structure)                                                                                        \
    int name(int version, int fd, struct structure *out)                                                               \
    {                                                                                                                  \
        int result = NEXT(name) ? NEXT(name)(version, fd, out) : kernel_stat(fd, "", out, AT_EMPTY_PATH);              \
        return answer_fstat(fd, (struct stat *)out, result);                                                           \
    }

STAT(stat, stat, 0)
STAT(stat64, stat64, 0)
STAT(lstat, stat, AT_SYMLINK_NOFOLLOW)
STAT(lstat64, stat64, AT_SYMLINK_NOFOLLOW)
XSTAT(__xstat, stat, 0)
XSTAT(__xstat64, stat64, 0)
XSTAT(__lxstat, stat, AT_SYMLINK_NOFOLLOW)
XSTAT(__lxstat64, stat64, AT_SYMLINK_NOFOLLOW)
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)
FXSTATAT(__fxstatat, stat)
FXSTATAT(__fxstatat64, stat64)
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)
FXSTAT(__fxstat, stat)
FXSTAT(__fxstat64, stat64)

int statx(int directory, const char *path, int flags, unsigned mask, struct statx *out)
{
    int result = NEXT(statx) ? NEXT(statx)(directory, path, flags, mask, out)
                             : (int)libc_result(kernel_statx(directory, path, flags, mask, out));
    return answer_statx(directory, path, out, result);
}
