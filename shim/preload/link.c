/* SPDX-License-Identifier: Apache-2.0 */
/* Links to registered files: W&B's run.save() makes one, for a program that reads what is on the disk. */
#include "shim/preload/next.h"
#include "shim/preload/unreachable.h"

/* result is what the real function gave. target is relative to directory. */
static int answer_link(int directory, const char *target, const char *path, int result)
{
    if (result == 0) {
        unreachable_saved(directory, target, path);
    }
    return result;
}

/* A relative target starts where the link is. W&B's are absolute. When the call failed, none may be readable. */
static int answer_symlink(const char *target, const char *path, int result)
{
    return result == 0 && *target == '/' ? answer_link(AT_FDCWD, target, path, result) : result;
}

int symlink(const char *target, const char *path)
{
    return answer_symlink(target, path, REAL(symlink)(target, path));
}

int symlinkat(const char *target, int directory, const char *path)
{
    return answer_symlink(target, path, REAL(symlinkat)(target, directory, path));
}

int link(const char *target, const char *path)
{
    return answer_link(AT_FDCWD, target, path, REAL(link)(target, path));
}

int linkat(int from, const char *target, int to, const char *path, int flags)
{
    return answer_link(from, target, path, REAL(linkat)(from, target, to, path, flags));
}
