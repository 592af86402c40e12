/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/caller_walk.h"
#include "core/base/buffer.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/caller.h"

#include <linux/magic.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/vfs.h>

#define LINKS_MAX       40 /* as the kernel follows in one path */
#define PROC_ROOT_INODE 1

int caller_walk_start(pid_t thread, int directory)
{
    char entry[32];
    if (directory == AT_FDCWD) {
        return caller_open(thread, "cwd");
    }
    buffer_format_fixed(entry, sizeof entry, "fd/%d", directory);
    return caller_open(thread, entry);
}

int caller_walk_begin(struct caller_walk *walk, pid_t thread, int directory, const char *path, uint64_t resolve)
{
    *walk = (struct caller_walk){.thread = thread, .start = -1};
    walk->root = caller_open(thread, "root");
    if (walk->root < 0) {
        return walk->root;
    }
    if (*path != '/' || (resolve & RESOLVE_IN_ROOT)) {
        walk->start = caller_walk_start(thread, directory);
        if (walk->start < 0) {
            kernel_close(walk->root);
            return walk->start;
        }
    }
    return 0;
}

void caller_walk_end(const struct caller_walk *walk)
{
    kernel_close(walk->root);
    if (walk->start >= 0) {
        kernel_close(walk->start);
    }
}

static int open_resolved(int directory, const char *path, int flags, uint64_t resolve)
{
    const struct open_how how = {.flags = (uint64_t)(flags | O_PATH | O_CLOEXEC),
                                 .resolve = resolve & ~(uint64_t)RESOLVE_CACHED};
    return (int)kernel_call(SYS_openat2, directory, (long)path, (long)&how, sizeof how, 0, 0);
}

/* --- step by step, where the kernel cannot do it for another process --- */

/* Of openat2(2)'s restrictions those that the steps keep to. */
#define STEPS_RESOLVE (RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_CACHED)

struct steps {
    const struct caller_walk *walk;
    uint64_t resolve;
    int here; /* owned */
    int links;
    char *rest; /* of PATH_MAX bytes, what is still to be walked */
    char *room; /* likewise, for a link's text */
};

static bool same_mount(int a, int b)
{
    struct statx of_a, of_b;
    return kernel_statx(a, "", AT_EMPTY_PATH, STATX_MNT_ID, &of_a) == 0 &&
           kernel_statx(b, "", AT_EMPTY_PATH, STATX_MNT_ID, &of_b) == 0 && of_a.stx_mnt_id == of_b.stx_mnt_id;
}

static int step_to(struct steps *steps, int fd)
{
    if (fd >= 0 && (steps->resolve & RESOLVE_NO_XDEV) && !same_mount(steps->here, fd)) {
        kernel_close(fd);
        return -EXDEV;
    }
    if (fd >= 0) {
        kernel_close(steps->here);
        steps->here = fd;
    }
    return fd < 0 ? fd : 0;
}

static bool is_root(const struct steps *steps)
{
    struct stat here, root;
    return kernel_fstat(steps->here, &here) == 0 && kernel_fstat(steps->walk->root, &root) == 0 &&
           kernel_same_file(&here, &root);
}

static bool is_on_proc(int fd)
{
    struct statfs seen;
    return kernel_call(SYS_fstatfs, fd, (long)&seen, 0, 0, 0, 0) == 0 && seen.f_type == PROC_SUPER_MAGIC;
}

/* The numbers of this process's own /proc, or those of the caller's namespace. */
static bool is_own_proc(const struct stat *proc)
{
    struct stat own;
    return kernel_fstatat(AT_FDCWD, "/proc", &own, 0) == 0 && own.st_dev == proc->st_dev;
}

/* Puts what a link of /proc's root says, to the caller, into steps->room. False when it is another link. */
static bool read_proc_link(const struct steps *steps, const struct stat *proc, const char *name)
{
    const bool thread = strcmp(name, "thread-self") == 0;
    struct caller_status status;
    if ((!thread && strcmp(name, "self") != 0) || !caller_status(steps->walk->thread, &status)) {
        return false;
    }
    const bool own = is_own_proc(proc);
    const pid_t process = own ? status.process : status.inner_process;
    const pid_t id = own ? steps->walk->thread : status.inner_thread;
    buffer_format_fixed(steps->room, PATH_MAX, thread ? "%d/task/%d" : "%d", process, id);
    return true;
}

/* The text of the link that fd is, called name, into steps->room: its length. 0: it is none that has a text, and leads
 * where the kernel says. */
static ssize_t read_link(const struct steps *steps, int fd, const char *name)
{
    struct stat proc;
    if (is_on_proc(fd)) {
        if (kernel_fstat(steps->here, &proc) != 0 || proc.st_ino != PROC_ROOT_INODE) {
            return 0;
        }
        if (read_proc_link(steps, &proc, name)) {
            return (ssize_t)strlen(steps->room);
        }
    }
    const ssize_t length = kernel_readlinkat(fd, "", steps->room, PATH_MAX - 1);
    if (length > 0) {
        steps->room[length] = '\0';
    }
    return length == 0 ? -ENOENT : length;
}

/* Puts a link's text before the rest. */
static int take_link(struct steps *steps, size_t length)
{
    const size_t rest = strlen(steps->rest);
    if (++steps->links > LINKS_MAX) {
        return -ELOOP;
    }
    if (length + 1 + rest + 1 > PATH_MAX) {
        return -ENAMETOOLONG;
    }
    memmove(steps->rest + length + 1, steps->rest, rest + 1);
    memcpy(steps->rest, steps->room, length);
    steps->rest[length] = '/';
    if (rest == 0) {
        steps->rest[length] = '\0';
    }
    return *steps->rest == '/' ? step_to(steps, kernel_fcntl(steps->walk->root, F_DUPFD_CLOEXEC, 0)) : 0;
}

static int enter(struct steps *steps, const char *name, bool follow)
{
    struct stat seen;
    const int fd = kernel_openat(steps->here, name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0);
    if (fd < 0 || !follow || kernel_fstat(fd, &seen) < 0 || !S_ISLNK(seen.st_mode)) {
        return step_to(steps, fd);
    }
    const ssize_t length = (steps->resolve & RESOLVE_NO_SYMLINKS) ? -ELOOP : read_link(steps, fd, name);
    kernel_close(fd);
    if (length == 0) {
        const bool refused = (steps->resolve & RESOLVE_NO_MAGICLINKS) != 0 || ++steps->links > LINKS_MAX;
        return refused ? -ELOOP : step_to(steps, kernel_openat(steps->here, name, O_PATH | O_CLOEXEC, 0));
    }
    return length < 0 ? (int)length : take_link(steps, (size_t)length);
}

/* Takes the next component into name: its length, 0 at the end, or ENAMETOOLONG. *last: none follows. */
static int next_component(struct steps *steps, char name[NAME_MAX + 1], bool *last)
{
    const char *start = steps->rest + strspn(steps->rest, "/");
    const size_t length = strcspn(start, "/");
    if (length == 0 || length > NAME_MAX) {
        return length == 0 ? 0 : -ENAMETOOLONG;
    }
    memcpy(name, start, length);
    name[length] = '\0';
    *last = start[length] == '\0';
    memmove(steps->rest, start + length, strlen(start + length) + 1);
    return (int)length;
}

static int step(struct steps *steps, int flags)
{
    char name[NAME_MAX + 1];
    bool last;
    int result = 0, length;
    while (result == 0 && (length = next_component(steps, name, &last)) != 0) {
        if (length < 0) {
            return length;
        }
        if (strcmp(name, "..") == 0) {
            result = is_root(steps) ? 0 : step_to(steps, kernel_openat(steps->here, "..", O_PATH | O_CLOEXEC, 0));
        } else if (strcmp(name, ".") != 0) {
            result = enter(steps, name, !last || !(flags & O_NOFOLLOW));
        }
    }
    return result;
}

static int walk_in_steps(const struct caller_walk *walk, const char *path, int flags, uint64_t resolve)
{
    static char rest[PATH_MAX], room[PATH_MAX]; /* there is one thread that walks */
    struct steps steps = {.walk = walk, .resolve = resolve, .rest = rest, .room = room};
    steps.here = kernel_fcntl(*path == '/' ? walk->root : walk->start, F_DUPFD_CLOEXEC, 0);
    if (steps.here < 0) {
        return steps.here;
    }
    buffer_format_fixed(rest, sizeof rest, "%s", path);
    const int result = step(&steps, flags);
    if (result < 0) {
        kernel_close(steps.here);
    }
    return result < 0 ? result : steps.here;
}

/* --- */

/* What openat2(2) says where a path leaves what it was told to stay in, or goes through a link that only the kernel
 * knows; and where there is none. /proc/self leads to this process there: so where it finds nothing, or something of
 * /proc's, the caller's may be another. */
static bool needs_steps(int result)
{
    return result == -EXDEV || result == -ELOOP || result == -ENOENT || kernel_refused(result) ||
           (result >= 0 && is_on_proc(result));
}

int caller_walk_open(const struct caller_walk *walk, const char *path, int flags, uint64_t resolve)
{
    if (resolve & RESOLVE_IN_ROOT) {
        return open_resolved(walk->start, path, flags, resolve);
    }
    const int fd = *path == '/' ? open_resolved(walk->root, path, flags, resolve | RESOLVE_IN_ROOT)
                                : open_resolved(walk->start, path, flags, resolve | RESOLVE_BENEATH);
    if (!needs_steps(fd) || (resolve & ~STEPS_RESOLVE)) {
        return fd;
    }
    if (fd >= 0) {
        kernel_close(fd);
    }
    return walk_in_steps(walk, path, flags, resolve);
}

int caller_walk_parent(const struct caller_walk *walk, const char *path, uint64_t resolve)
{
    char parent[PATH_MAX];
    const struct text text = path_parent(path);
    if (text.length == 0) {
        return kernel_fcntl(walk->start, F_DUPFD_CLOEXEC, 0);
    }
    buffer_format_fixed(parent, sizeof parent, "%.*s", TEXT_ARGS(text));
    return caller_walk_open(walk, parent, O_DIRECTORY, resolve);
}
