/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/launch/library_copy.h"
#include "core/base/buffer.h"
#include "core/base/sha256.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/private_directory.h"
#include "shim/cli/base/say.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define OTHERS_WRITE (S_IWGRP | S_IWOTH)

struct copy {
    struct arena *arena;
    struct text bytes;
    char digest[SHA256_HEX];
    struct buffer refusals; /* "DIRECTORY: why", with "; " between them */
};

bool library_copy_is_needed(const char *path)
{
    return strpbrk(path, " \t\n\v\f\r:$") != NULL;
}

static const char *refuse(struct copy *copy, const char *where, const char *why)
{
    buffer_format(&copy->refusals, "%s%s: %s", copy->refusals.length > 0 ? "; " : "", where, why);
    return NULL;
}

static const char *join(struct copy *copy, const char *directory, const char *name)
{
    struct buffer path = {.arena = copy->arena};
    buffer_format(&path, "%s/%s", directory, name);
    return buffer_string(&path);
}

static bool is_mine(const struct stat *file)
{
    return file->st_uid == geteuid() && (file->st_mode & OTHERS_WRITE) == 0;
}

/* NULL when nobody but this user and root may rename what this user has in the directory. */
static const char *parent_problem(const char *path)
{
    struct stat parent;
    if (stat(path, &parent) != 0) {
        return strerror(errno);
    }
    if (parent.st_uid != geteuid() && parent.st_uid != 0) {
        return "it belongs to another user";
    }
    return (parent.st_mode & OTHERS_WRITE) == 0 || (parent.st_mode & S_ISVTX) != 0 ? NULL : "others may write there";
}

/* Makes the directory where it is not there. NULL when nobody else may write into it. The mode lets other users read: a job
 * may give up the rights that it was started with, and still has to load the library. */
static const char *directory_problem(const char *path)
{
    struct stat directory;
    if (mkdir(path, 0755) == 0 && chmod(path, 0755) != 0) { /* whatever the umask */
        return strerror(errno);
    }
    const int error = errno;
    if (lstat(path, &directory) != 0) {
        return strerror(error);
    }
    if (!S_ISDIR(directory.st_mode)) {
        return "it is no directory";
    }
    return is_mine(&directory) ? NULL : "another user may write there";
}

/* NULL when programs can be mapped from the directory. */
static const char *mount_problem(const char *path)
{
    struct statvfs mount;
    return statvfs(path, &mount) == 0 && (mount.f_flag & ST_NOEXEC) != 0 ? "it is mounted noexec" : NULL;
}

static bool is_there(struct copy *copy, const char *path)
{
    struct file_content content;
    struct stat file;
    return lstat(path, &file) == 0 && S_ISREG(file.st_mode) && is_mine(&file) &&
           !file_read(copy->arena, path, FILES_REGULAR, &content) && text_equal(content.bytes, copy->bytes);
}

static bool fill(int descriptor, struct text bytes)
{
    const bool filled =
        file_write_descriptor(descriptor, bytes) && fchmod(descriptor, 0644) == 0 && fsync(descriptor) == 0;
    return close(descriptor) == 0 && filled;
}

/* False with errno. */
static bool write_anew(struct copy *copy, const char *path)
{
    struct buffer temporary = {.arena = copy->arena};
    buffer_format(&temporary, "%s.XXXXXX", path);
    const int descriptor = mkstemp(buffer_string(&temporary));
    if (descriptor < 0) {
        return false;
    }
    if (fill(descriptor, copy->bytes) && rename(temporary.bytes, path) == 0) {
        return true;
    }
    const int error = errno;
    unlink(temporary.bytes);
    errno = error;
    return false;
}

/* A copy below name in parent. NULL, and why among the refusals. */
static const char *copy_into(struct copy *copy, const char *parent, const char *name)
{
    const char *directory = join(copy, parent, name), *own = join(copy, directory, copy->digest);
    const char *path = join(copy, own, "libinlay.so"), *problem = NULL;
    if (library_copy_is_needed(path)) {
        return refuse(copy, parent, "LD_PRELOAD cannot name it either");
    }
    if ((problem = parent_problem(parent)) != NULL) {
        return refuse(copy, parent, problem);
    }
    if ((problem = directory_problem(directory)) != NULL || (problem = mount_problem(directory)) != NULL) {
        return refuse(copy, directory, problem);
    }
    if ((problem = directory_problem(own)) != NULL) {
        return refuse(copy, own, problem);
    }
    return is_there(copy, path) || write_anew(copy, path) ? path : refuse(copy, own, strerror(errno));
}

/* The user's, made as the XDG Base Directory Specification asks; NULL when the environment names none. */
static const char *cache_directory(struct copy *copy)
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    if (cache && cache[0] == '/') { /* a relative one is to be ignored */
        mkdir(cache, 0700);
        return cache;
    }
    if (home && home[0] == '/') {
        cache = join(copy, home, ".cache");
        mkdir(cache, 0700);
        return cache;
    }
    return NULL;
}

const char *library_copy(struct arena *arena, const char *library)
{
    struct copy copy = {.arena = arena, .refusals = {.arena = arena}};
    struct file_content content;
    const char *problem = file_read(arena, library, FILES_REGULAR, &content);
    if (problem) {
        say("%s: %s", library, problem);
        return NULL;
    }
    copy.bytes = content.bytes;
    sha256_hex(copy.bytes, copy.digest);
    const char *cache = cache_directory(&copy);
    const char *path = cache ? copy_into(&copy, cache, "inlay") : refuse(&copy, "HOME", "it is not set");
    if (!path) {
        struct buffer name = {.arena = arena};
        buffer_format(&name, "inlay-%u", (unsigned)geteuid());
        path = copy_into(&copy, private_directory_parent(), buffer_string(&name));
    }
    if (!path) {
        say("%s: LD_PRELOAD cannot name a path with white space, a colon or a $, and nowhere is room for a copy: %s "
            "(install inlay elsewhere, or set TMPDIR)",
            library, buffer_string(&copy.refusals));
    }
    return path;
}
