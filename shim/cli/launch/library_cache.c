/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/library_cache.h"
#include "core/base/buffer.h"
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/say.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where library_copy() goes when there is no cache. */
static bool is_temporary(struct arena *arena, const char *directory)
{
    struct buffer own = {.arena = arena};
    buffer_format(&own, "%s/inlay-%u", private_directory_parent(), (unsigned)geteuid());
    return strcmp(directory, buffer_string(&own)) == 0;
}

static bool is_at(const char *directory, const char *other)
{
    return other && strcmp(directory, other) == 0;
}

/* Whether it has the mark of https://bford.info/cachedir. uv and pipx put that into every venv, too. */
static bool is_marked(struct arena *arena, const char *directory)
{
    struct buffer mark = {.arena = arena}, venv = {.arena = arena};
    buffer_format(&mark, "%s/CACHEDIR.TAG", directory);
    buffer_format(&venv, "%s/pyvenv.cfg", directory);
    return access(buffer_string(&mark), F_OK) == 0 && access(buffer_string(&venv), F_OK) != 0;
}

static bool is_cache(struct arena *arena, const char *directory)
{
    const char *name = strrchr(directory, '/') + 1;
    return strcmp(name, ".cache") == 0 || is_at(directory, getenv("XDG_CACHE_HOME")) ||
           is_temporary(arena, directory) || is_marked(arena, directory);
}

void library_warn_of_cache(struct arena *arena, const char *library)
{
    char *directory = text_string(arena, text_of(library));
    for (char *slash; (slash = strrchr(directory, '/')) != NULL && slash != directory;) {
        *slash = '\0';
        if (is_cache(arena, directory)) {
            say("note: %s is in a cache, %s, and is lost when that is cleared (install inlay where it stays: "
                "uv tool install, pipx install, pip install)",
                library, directory);
            return;
        }
    }
}
