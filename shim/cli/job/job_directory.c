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

/* A new file. Where root makes it, others get rights_of_others. */
static int create_file(const char *path, mode_t rights_of_others)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor >= 0 && geteuid() == 0) {
        fchmod(descriptor, 0600 | rights_of_others);
    }
    return descriptor;
}

static bool make_in(struct arena *arena, struct job_directory *directory, const char *parent)
{
    char *path = (char *)path_in(arena, parent, "inlay-XXXXXX");
    if (!mkdtemp(path)) {
        return false;
    }
    if (geteuid() == 0) {
        chmod(path, 0711);
    }
    *directory = (struct job_directory){
        .path = path,
        .records = path_in(arena, path, "records"),
        .document = path_in(arena, path, "overrides"),
        .manifest = path_in(arena, path, "inputs"),
    };
    int records = create_file(directory->records, 0022);
    if (records < 0) {
        int error = errno;
        rmdir(path);
        errno = error;
        return false;
    }
    close(records);
    return true;
}

bool job_directory_make(struct arena *arena, struct job_directory *directory)
{
    const char *temporary = getenv("TMPDIR");
    *directory = (struct job_directory){0};
    if ((temporary && temporary[0] == '/' && make_in(arena, directory, temporary)) ||
        make_in(arena, directory, "/tmp") || make_in(arena, directory, "/dev/shm")) {
        return true;
    }
    say("no directory for records: %s (set TMPDIR to one that can be written)", strerror(errno));
    return false;
}

bool job_directory_put(const char *path, struct text content)
{
    int descriptor = create_file(path, 0044);
    if (descriptor < 0) {
        return false;
    }
    bool written = file_write_descriptor(descriptor, content);
    return close(descriptor) == 0 && written;
}

void job_directory_remove(const struct job_directory *directory)
{
    if (!directory->path) {
        return;
    }
    unlink(directory->document);
    unlink(directory->manifest);
    unlink(directory->records);
    rmdir(directory->path);
}
