/* SPDX-License-Identifier: Apache-2.0 */
/* realpath(3) and its spellings: a file that need not exist has the path of its directory and its own name. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/serve.h"

#include <limits.h>
#include <string.h>

/* Writes the resolved path of the directory that path's last component is in. */
static bool resolve_parent(const char *path, char out[PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) + 1 : 0;
    char parent[PATH_MAX];
    if (length >= sizeof parent) {
        return false;
    }
    memcpy(parent, path, length);
    parent[length] = '\0';
    return NEXT(realpath)(length > 0 ? parent : ".", out) != NULL;
}

/* The C library found nothing at path. resolved has room for PATH_MAX bytes; where it is NULL, the caller frees what it
 * gets, so this is the one hook that calls malloc, as the function that it stands for does. */
static char *resolve_absent(const char *path, char *resolved)
{
    struct launch *launch = active_launch();
    char whole[PATH_MAX];
    struct stat seen;
    if (!launch || !serve_absent_stat(launch, AT_FDCWD, path, &seen) || !resolve_parent(path, whole)) {
        return NULL;
    }
    const char *slash = strrchr(path, '/');
    struct text name = text_of(slash ? slash + 1 : path);
    size_t length = strlen(whole);
    length -= length == 1; /* the root's own slash */
    if (length + 1 + name.length >= sizeof whole) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    buffer_format_fixed(whole + length, sizeof whole - length, "/%.*s", TEXT_ARGS(name));
    return resolved ? strcpy(resolved, whole) : strndup(whole, sizeof whole);
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
