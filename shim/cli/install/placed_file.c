/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/install/placed_file.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ".NAME.XXXXXX" beside path. */
static char *temporary_name(struct arena *arena, const char *path)
{
    struct buffer name = {.arena = arena};
    buffer_put(&name, path_parent(path));
    buffer_format(&name, ".%.*s.XXXXXX", TEXT_ARGS(path_name(path)));
    return buffer_string(&name);
}

static bool fill(int descriptor, struct text content, mode_t mode)
{
    const bool filled =
        file_write_descriptor(descriptor, content) && fchmod(descriptor, mode) == 0 && fsync(descriptor) == 0;
    const int error = errno;
    const bool closed = close(descriptor) == 0;
    errno = filled ? errno : error;
    return filled && closed;
}

bool placed_file_copy(struct arena *arena, struct placed_file *file, int source, const char *path, mode_t mode)
{
    struct file_content content;
    const char *problem = file_read_descriptor(arena, source, &content);
    *file = (struct placed_file){.path = path};
    if (problem) {
        say("what is to be put at %s %s", path, problem);
        return false;
    }
    char *temporary = temporary_name(arena, path);
    const int descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        say("%s: cannot be written: %s", path, strerror(errno));
        return false;
    }
    file->temporary = temporary;
    if (!fill(descriptor, content.bytes, mode)) {
        say("%s: cannot be written: %s", path, strerror(errno));
        placed_file_drop(file);
        return false;
    }
    return true;
}

/* Some file systems cannot; then there is nothing to wait for. */
static void wait_for_disk(struct arena *arena, const char *path)
{
    const int directory = open(text_string(arena, path_parent(path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        fsync(directory);
        close(directory);
    }
}

bool placed_file_finish(struct arena *arena, struct placed_file *file)
{
    if (rename(file->temporary, file->path) != 0) {
        say("%s: cannot be put in place: %s", file->path, strerror(errno));
        placed_file_drop(file);
        return false;
    }
    file->temporary = NULL;
    wait_for_disk(arena, file->path);
    return true;
}

void placed_file_drop(struct placed_file *file)
{
    if (file->temporary) {
        unlink(file->temporary);
        file->temporary = NULL;
    }
}
