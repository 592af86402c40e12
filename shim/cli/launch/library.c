/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/library.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/library_copy.h"
#include "shim/cli/launch/own_program.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "lib/inlay/libinlay.so"

static const char *const places[] = {
    "/" LIBRARY, "/inlay/libinlay.so", /* pip install --target, which drops what a wheel puts into lib */
    "/data/" LIBRARY, /* UV_LINK_MODE=symlink, by which the command is run where a wheel was unpacked */
};

/* The directory above the command's own, without a slash at its end. */
static struct text find_prefix(struct arena *arena)
{
    const char *path = own_program_path(arena);
    if (!path) {
        say("/proc/self/exe: %s (is /proc mounted?)", strerror(errno));
        return (struct text){0};
    }
    struct text prefix = text_of(path);
    for (int above = 0; above < 2; above++) {
        while (prefix.length > 0 && prefix.bytes[--prefix.length] != '/') {
            ;
        }
    }
    return prefix;
}

static const char *find_beside(struct arena *arena, struct text prefix)
{
    const char *first = NULL;
    int error = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        struct buffer path = {.arena = arena};
        buffer_put(&path, prefix);
        buffer_put(&path, text_of(places[i]));
        if (access(buffer_string(&path), R_OK) == 0) {
            return path.bytes;
        }
        error = first ? error : errno;
        first = first ? first : path.bytes;
    }
    say("%s: %s (install bin/inlay and " LIBRARY " together)", first, strerror(error));
    return NULL;
}

const char *library_beside(struct arena *arena)
{
    const struct text prefix = find_prefix(arena);
    return prefix.bytes ? find_beside(arena, prefix) : NULL;
}

const char *library_find(struct arena *arena)
{
    const char *path = library_beside(arena);
    return path && library_copy_is_needed(path) ? library_copy(arena, path) : path;
}
