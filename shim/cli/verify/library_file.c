/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/library_file.h"
#include "core/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

static const char *machine_name(struct utsname *name)
{
    return uname(name) == 0 ? name->nodename : "this machine";
}

/* The first directory on the way to path that this user may not enter; NULL: there is none. */
static const char *closed_directory(struct arena *arena, const char *path)
{
    for (size_t end = 1; path[end] != '\0'; end++) {
        const char *directory = path[end] == '/' ? text_string(arena, (struct text){path, end}) : NULL;
        if (directory && access(directory, X_OK) != 0 && errno == EACCES) {
            return directory;
        }
    }
    return NULL;
}

static unsigned mode_of(const char *path)
{
    struct stat seen;
    return stat(path, &seen) == 0 ? seen.st_mode & 07777 : 0;
}

bool library_file_is_for_all(struct arena *arena, const char *path)
{
    for (size_t end = 1; path[end] != '\0'; end++) {
        if (path[end] == '/' && !(mode_of(text_string(arena, (struct text){path, end})) & S_IXOTH)) {
            return false;
        }
    }
    return mode_of(path) & S_IROTH;
}

static void put_octal(struct buffer *out, unsigned mode)
{
    buffer_byte(out, '0');
    for (int shift = 9; shift >= 0; shift -= 3) {
        if (shift < 9 || mode >> 9) {
            buffer_byte(out, (char)('0' + ((mode >> shift) & 7)));
        }
    }
}

static void put_denied(struct arena *arena, struct buffer *out, const char *path)
{
    const char *directory = closed_directory(arena, path);
    buffer_format(out, "cannot be read by user %u: ", (unsigned)getuid());
    if (directory) {
        buffer_format(out, "%s, mode ", directory);
        put_octal(out, mode_of(directory));
        buffer_put(out, TEXT(", may not be entered (chmod a+x)"));
    } else {
        buffer_put(out, TEXT("its mode is "));
        put_octal(out, mode_of(path));
        buffer_put(out, TEXT(" (chmod a+r)"));
    }
}

static const char *problem_of_error(struct arena *arena, const char *path, int error)
{
    struct buffer text = {.arena = arena};
    struct utsname name;
    if (error == ENOENT || error == ENOTDIR) {
        buffer_format(&text, "does not exist on %s (put it there with inlay install, or name where it is)",
                      machine_name(&name));
    } else if (error == EACCES) {
        put_denied(arena, &text, path);
    } else if (error == ENOEXEC) {
        buffer_put(&text, TEXT("is no library"));
    } else {
        buffer_format(&text, "cannot be read: %s", strerror(error));
    }
    return buffer_string(&text);
}

/* As ld.so maps it. 0 or errno. */
static int map_error(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    void *const start = descriptor < 0 ? MAP_FAILED : mmap(NULL, 1, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor, 0);
    const int error = start == MAP_FAILED ? errno : 0;
    if (start != MAP_FAILED) {
        munmap(start, 1);
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    return error;
}

static const char *mount_problem(struct arena *arena, const char *path)
{
    struct statvfs mount;
    struct buffer text = {.arena = arena};
    const int error = map_error(path);
    if (error == 0) {
        return NULL;
    }
    if (statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOEXEC)) {
        return "is on a mount that is noexec, from which no library can be loaded (inlay install it elsewhere)";
    }
    buffer_format(&text, "cannot be mapped as code: %s", strerror(error));
    return buffer_string(&text);
}

static const char *machine_problem(struct arena *arena, const struct elf_look *elf)
{
    struct buffer text = {.arena = arena};
    if (elf_look_is_own(elf)) {
        return NULL;
    }
    buffer_format(&text, "is built for %s, which the programs here are not", elf_look_machine(elf));
    return buffer_string(&text);
}

void library_file_look(struct arena *arena, const char *path, struct library_file *file)
{
    *file = (struct library_file){.problem = NULL};
    const int error = elf_look(arena, path, &file->elf);
    file->problem = error != 0 ? problem_of_error(arena, path, error) : machine_problem(arena, &file->elf);
    file->problem = file->problem ? file->problem : mount_problem(arena, path);
}
