/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/install/destination.h"
#include "core/base/path.h"
#include "shim/cli/base/say.h"
#include "shim/cli/launch/library_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

struct made_directory {
    struct made_directory *next;
    const char *path;
};

/* With this mode whatever the umask is. chmod(2) would take a setgid bit away that it inherits. */
static int make_open(const char *path)
{
    const mode_t mask = umask(0);
    const int result = mkdir(path, 0755);
    umask(mask);
    return result;
}

/* One level. False with errno. */
static bool make_directory(struct destination *destination, const char *path)
{
    if (make_open(path) != 0) {
        struct stat there;
        const int error = errno;
        const bool is_there = stat(path, &there) == 0 && S_ISDIR(there.st_mode);
        errno = error == EEXIST ? ENOTDIR : error;
        return is_there;
    }
    struct made_directory *made = arena_new(destination->arena, struct made_directory);
    *made = (struct made_directory){.next = destination->made, .path = path};
    destination->made = made;
    return true;
}

/* False, and said. */
static bool make_all(struct destination *destination, const char *path)
{
    for (size_t end = 1; path[end - 1] != '\0'; end++) {
        const bool ends = path[end] == '/' || path[end] == '\0';
        const char *part = ends ? text_string(destination->arena, (struct text){path, end}) : NULL;
        if (part && !make_directory(destination, part)) {
            say("%s: cannot be made: %s", part, strerror(errno));
            return false;
        }
    }
    return true;
}

static bool forbids_programs(const char *path)
{
    struct statvfs mount;
    return statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOEXEC);
}

/* A directory where this user may put programs that run; NULL: none is known. */
static const char *other_place(void)
{
    const char *const places[] = {"/opt", "/usr/local", getenv("HOME"), "/var/tmp", "/tmp", "/dev/shm"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i] && places[i][0] == '/' && access(places[i], W_OK | X_OK) == 0 && !forbids_programs(places[i])) {
            return places[i];
        }
    }
    return NULL;
}

/* False, and said. */
static bool allows_programs(const char *path)
{
    if (!forbids_programs(path)) {
        return true;
    }
    const char *other = other_place();
    say("%s is mounted noexec: no program can run from there, and no library be loaded (use %s%s)", path,
        other ? "a directory in " : "one on a mount without noexec", other ? other : "");
    return false;
}

static bool find_paths(struct destination *destination, const char *path)
{
    char whole[PATH_MAX];
    if (!realpath(path, whole)) {
        say("%s: %s", path, strerror(errno));
        return false;
    }
    destination->command = path_in(destination->arena, whole, "bin/inlay");
    destination->library = path_in(destination->arena, whole, "lib/inlay/libinlay.so");
    if (library_copy_is_needed(destination->library)) {
        say("%s: LD_PRELOAD cannot name a path with a space, a colon or a $ (use another directory)", whole);
        return false;
    }
    return true;
}

static bool is_free(const char *path)
{
    struct stat there;
    if (lstat(path, &there) == 0 && S_ISDIR(there.st_mode)) {
        say("%s: is a directory", path);
        return false;
    }
    return true;
}

bool destination_make(struct destination *destination, struct arena *arena, const char *path)
{
    *destination = (struct destination){.arena = arena};
    const char *bin = path_in(arena, path, "bin"), *lib = path_in(arena, path, "lib/inlay");
    if (make_all(destination, bin) && make_all(destination, lib) && allows_programs(bin) && allows_programs(lib) &&
        find_paths(destination, path) && is_free(destination->command) && is_free(destination->library)) {
        return true;
    }
    destination_remove(destination);
    return false;
}

/* As ld.so maps it. */
static bool can_be_mapped(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    void *const start = descriptor < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor, 0);
    const int error = errno;
    if (start != MAP_FAILED) {
        munmap(start, 1);
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    errno = error;
    return start != MAP_FAILED;
}

bool destination_can_run(const char *command, const char *library)
{
    if (!can_be_mapped(library)) {
        say("%.*s: a library cannot be loaded from there: %s (use a directory on another mount)",
            TEXT_ARGS(path_parent(library)), strerror(errno));
        return false;
    }
    if (access(command, X_OK) != 0) {
        say("%.*s: a program cannot run from there: %s (use a directory on another mount)",
            TEXT_ARGS(path_parent(command)), strerror(errno));
        return false;
    }
    return true;
}

void destination_remove(struct destination *destination)
{
    for (; destination->made; destination->made = destination->made->next) {
        rmdir(destination->made->path);
    }
}
