/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/server_clock.h"
#include "core/base/path.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* A new file without a name where the file system has such, else one whose name is gone when it returns. */
static int open_probe(struct arena *arena, const char *directory)
{
    const int nameless = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (nameless >= 0) {
        return nameless;
    }
    char *path = text_string(arena, text_of(path_in(arena, directory, ".clock-XXXXXX")));
    const int descriptor = mkostemp(path, O_CLOEXEC);
    if (descriptor >= 0) {
        unlink(path);
    }
    return descriptor;
}

bool server_clock_age(struct arena *arena, const char *directory, const struct stat *file, double *seconds)
{
    const int probe = open_probe(arena, directory);
    struct stat now;
    /* As a touch has it: the server's time. What a new file has may be this machine's. */
    const bool known = probe >= 0 && futimens(probe, NULL) == 0 && fstat(probe, &now) == 0;
    if (probe >= 0) {
        close(probe);
    }
    if (known) {
        *seconds = (double)(now.st_mtim.tv_sec - file->st_mtim.tv_sec) +
                   (double)(now.st_mtim.tv_nsec - file->st_mtim.tv_nsec) / 1e9;
    }
    return known;
}
