/* SPDX-License-Identifier: Apache-2.0 */
/* ftw(3) and nftw(3): the C library looks at each file by itself, so the program's function is called through one of
 * ours, which is given the same and shows the patched size. It is kept by thread, and by value, because a walk may
 * begin inside of another, and one that is left by longjmp leaves nothing behind that is ever looked at. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"

static __thread __ftw_func_t ftw_program;
static __thread __nftw_func_t nftw_program;

/* Of the file that path names, or, where the walk moves into each directory (FTW_CHDIR), name. *patched holds what is
 * shown, when that is not seen itself. */
static const struct stat *show(const char *path, const char *name, const struct stat *seen, int type,
                               struct stat *patched)
{
    struct launch *launch = active_launch();
    struct stat named;
    if (!launch || type != FTW_F || !registry_may_be(&launch->registry, path)) {
        return seen;
    }
    const bool moved =
        kernel_fstatat(AT_FDCWD, path, &named, 0) < 0 || named.st_dev != seen->st_dev || named.st_ino != seen->st_ino;
    *patched = *seen;
    answer_stat(AT_FDCWD, moved ? name : path, patched, 0);
    return patched;
}

static int call_ftw(const char *path, const struct stat *seen, int type)
{
    struct stat patched;
    return ftw_program(path, show(path, path, seen, type, &patched), type);
}

static int call_nftw(const char *path, const struct stat *seen, int type, struct FTW *place)
{
    struct stat patched;
    return nftw_program(path, show(path, path + place->base, seen, type, &patched), type, place);
}

/* plain: where the C library lacks the twin. struct stat64 is struct stat, as in stat.c. */
#define FTW(name, type, plain)                                                                                         \
    int name(const char *path, type function, int descriptors)                                                         \
    {                                                                                                                  \
        const __ftw_func_t outer = ftw_program;                                                                        \
        ftw_program = (__ftw_func_t)function;                                                                          \
        int result =                                                                                                   \
            REAL(name) ? NEXT(name)(path, (type)call_ftw, descriptors) : NEXT(plain)(path, call_ftw, descriptors);     \
        ftw_program = outer;                                                                                           \
        return result;                                                                                                 \
    }

#define NFTW(name, type, plain)                                                                                        \
    int name(const char *path, type function, int descriptors, int flags)                                              \
    {                                                                                                                  \
        const __nftw_func_t outer = nftw_program;                                                                      \
        nftw_program = (__nftw_func_t)function;                                                                        \
        int result = REAL(name) ? NEXT(name)(path, (type)call_nftw, descriptors, flags)                                \
                                : NEXT(plain)(path, call_nftw, descriptors, flags);                                    \
        nftw_program = outer;                                                                                          \
        return result;                                                                                                 \
    }

FTW(ftw, __ftw_func_t, ftw)
FTW(ftw64, __ftw64_func_t, ftw)
NFTW(nftw, __nftw_func_t, nftw)
NFTW(nftw64, __nftw64_func_t, nftw)
