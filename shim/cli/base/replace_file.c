/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/replace_file.h"
#include "core/base/buffer.h"
#include "shim/cli/base/file_content.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* mkstemp(3) gives rights to the owner alone. */
static bool set_rights(int descriptor, const char *path)
{
    struct stat old;
    if (stat(path, &old) == 0) {
        /* Only root may give a file away. */
        return (fchown(descriptor, old.st_uid, old.st_gid) == 0 || errno == EPERM) &&
               fchmod(descriptor, old.st_mode & 07777) == 0;
    }
    mode_t mask = umask(0);
    umask(mask);
    return fchmod(descriptor, 0666 & ~mask) == 0;
}

static bool fill(int descriptor, const char *path, struct text content, bool lasts)
{
    bool filled = file_write_descriptor(descriptor, content) && set_rights(descriptor, path) &&
                  (!lasts || fsync(descriptor) == 0);
    return close(descriptor) == 0 && filled;
}

static bool is_special(const char *path)
{
    struct stat there;
    return stat(path, &there) == 0 && !S_ISREG(there.st_mode);
}

static bool write_to(const char *path, struct text content)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return false;
    }
    bool written = file_write_descriptor(descriptor, content);
    return close(descriptor) == 0 && written;
}

static bool replace(struct arena *arena, const char *path, struct text content, bool lasts)
{
    if (is_special(path)) {
        return write_to(path, content);
    }
    struct buffer temporary = {.arena = arena};
    char target[PATH_MAX];
    if (lasts && realpath(path, target)) {
        path = target;
    }
    buffer_format(&temporary, "%s.XXXXXX", path);
    int descriptor = mkstemp(buffer_string(&temporary));
    if (descriptor < 0) {
        return false;
    }
    if (fill(descriptor, path, content, lasts) && rename(temporary.bytes, path) == 0) {
        return true;
    }
    int error = errno;
    unlink(temporary.bytes);
    errno = error;
    return false;
}

bool replace_file(struct arena *arena, const char *path, struct text content)
{
    return replace(arena, path, content, true);
}

bool replace_file_soon(struct arena *arena, const char *path, struct text content)
{
    return replace(arena, path, content, false);
}
