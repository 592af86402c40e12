/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/job_directory.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new file; root lets others have rights_of_others as well. */
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
    int records;
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
    records = create_file(directory->records, 0022);
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
    return (temporary && temporary[0] == '/' && make_in(arena, directory, temporary)) ||
           make_in(arena, directory, "/tmp") || make_in(arena, directory, "/dev/shm");
}

bool job_directory_put(const char *path, struct text content)
{
    FILE *file;
    int descriptor = create_file(path, 0044);
    bool written;
    if (descriptor < 0) {
        return false;
    }
    file = fdopen(descriptor, "w");
    if (!file) {
        return false;
    }
    written = fwrite(content.bytes, 1, content.length, file) == content.length;
    return fclose(file) == 0 && written;
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
