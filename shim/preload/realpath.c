/* SPDX-License-Identifier: Apache-2.0 */
/* realpath(3) and its spellings: a file that need not exist has the path of its directory and its own name. */
#include "core/base/path.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/serve.h"

#include <limits.h>
#include <string.h>

/* Not on the stack, which may be small. */
struct paths {
    char parent[PATH_MAX]; /* the directory that the path's last component is in, as the path names it */
    char whole[PATH_MAX];  /* resolved */
};

static bool resolve_parent(struct paths *paths, const char *path, size_t length)
{
    if (length >= sizeof paths->parent) {
        return false;
    }
    memcpy(paths->parent, path, length);
    return NEXT(realpath)(length > 0 ? paths->parent : ".", paths->whole) != NULL;
}

/* resolved has room for PATH_MAX bytes; where it is NULL, the caller frees what it gets, so this is the one hook that
 * calls malloc, as the function that it stands for does. */
static char *resolve_whole(struct paths *paths, const char *path, char *resolved)
{
    const char *name = path_name(path).bytes;
    if (!resolve_parent(paths, path, path_parent(path).length)) {
        return NULL;
    }
    size_t length = strlen(paths->whole);
    length -= length == 1; /* the root's own slash */
    if (length + 1 + strlen(name) >= sizeof paths->whole) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    buffer_format_fixed(paths->whole + length, sizeof paths->whole - length, "/%s", name);
    return resolved ? strcpy(resolved, paths->whole) : strndup(paths->whole, sizeof paths->whole);
}

/* The C library found nothing at path. */
static char *resolve_absent(const char *path, char *resolved)
{
    struct launch *launch = active_launch();
    struct stat seen;
    struct paths *paths = launch && serve_absent_stat(launch, AT_FDCWD, path, &seen) ? kernel_map(sizeof *paths) : NULL;
    if (!paths) {
        return NULL;
    }
    char *result = resolve_whole(paths, path, resolved);
    kernel_unmap(paths, sizeof *paths);
    return result;
}

static char *answer_realpath(const char *path, char *resolved, char *result)
{
    if (result || !path || errno != ENOENT) {
        return result;
    }
    return resolve_absent(path, resolved);
}

char *realpath(const char *path, char *resolved)
{
    if (!NEXT(realpath)) { /* reached before the constructor */
        next_resolve();
    }
    return answer_realpath(path, resolved, NEXT(realpath)(path, resolved));
}

/* What _FORTIFY_SOURCE makes of realpath where it knows size, resolved's; musl lacks it. */
char *__realpath_chk(const char *path, char *resolved, size_t size)
{
    if (!NEXT(__realpath_chk)) {
        return realpath(path, resolved);
    }
    return answer_realpath(path, resolved, NEXT(__realpath_chk)(path, resolved, size));
}

char *canonicalize_file_name(const char *path)
{
    return realpath(path, NULL);
}
