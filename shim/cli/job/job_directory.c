/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/job/job_directory.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool make_in(struct arena *arena, struct job_directory *directory, const char *parent)
{
    char *path = (char *)path_in(arena, parent, "inlay-XXXXXX");
    if (!mkdtemp(path)) {
        return false;
    }
    if (geteuid() == 0) {
        chmod(path, 0711);
    }
    directory->path = path;
    return true;
}

static bool make(struct arena *arena, struct job_directory *directory)
{
    const char *temporary = getenv("TMPDIR");
    return directory->path || (temporary && temporary[0] == '/' && make_in(arena, directory, temporary)) ||
           make_in(arena, directory, "/tmp") || make_in(arena, directory, "/dev/shm");
}

static bool write_file(const char *path, struct text content)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return false;
    }
    bool written = (geteuid() != 0 || fchmod(descriptor, 0644) == 0) && file_write_descriptor(descriptor, content);
    return close(descriptor) == 0 && written;
}

const char *job_directory_put(struct arena *arena, struct job_directory *directory, const char *name,
                              struct text content)
{
    if (!make(arena, directory)) {
        say("no directory for what is too long for the environment: %s (set TMPDIR to one that can be written)",
            strerror(errno));
        return NULL;
    }
    const char *path = path_in(arena, directory->path, name);
    directory->files[directory->files[0] ? 1 : 0] = path;
    if (!write_file(path, content)) {
        say("%s: %s", path, strerror(errno));
        return NULL;
    }
    return path;
}

void job_directory_remove(const struct job_directory *directory)
{
    for (size_t i = 0; i < 2 && directory->files[i]; i++) {
        unlink(directory->files[i]);
    }
    if (directory->path) {
        rmdir(directory->path);
    }
}
