/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/library.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "lib/inlay/libinlay.so"

/* The directory above the command's own, without a slash at its end. */
static struct text find_prefix(struct arena *arena)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path);
    if (length < 0) {
        say("/proc/self/exe: %s (is /proc mounted?)", strerror(errno));
        return (struct text){0};
    }
    for (int above = 0; above < 2; above++) {
        while (length > 0 && path[--length] != '/') {
            ;
        }
    }
    return text_copy(arena, (struct text){path, (size_t)length});
}

const char *library_find(struct arena *arena)
{
    struct buffer path = {.arena = arena};
    struct text prefix = find_prefix(arena);
    if (!prefix.bytes) {
        return NULL;
    }
    buffer_put(&path, prefix);
    buffer_put(&path, TEXT("/" LIBRARY));
    buffer_string(&path);
    /* ld.so(8) splits LD_PRELOAD at spaces and colons, has no escape for them, and expands $ORIGIN and its like. */
    if (strpbrk(path.bytes, " :$") != NULL) {
        say("%s: LD_PRELOAD cannot name a path with a space, a colon or a $ (install inlay elsewhere)", path.bytes);
        return NULL;
    }
    if (access(path.bytes, R_OK) != 0) {
        say("%s: %s (install bin/inlay and " LIBRARY " together)", path.bytes, strerror(errno));
        return NULL;
    }
    return path.bytes;
}
