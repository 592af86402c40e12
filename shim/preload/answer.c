/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/serve.h"

#define ALWAYS_THERE "/"

/* result is 0, or a negative errno value and fd must go. */
static int finish_open(int fd, int result)
{
    if (result == 0) {
        return fd;
    }
    kernel_close(fd);
    return (int)libc_result(result);
}

/* Nothing is at path. The descriptor that a served file takes over is of something that is always there. Not inlined:
 * signal handlers open files on small stacks. */
__attribute__((noinline)) static int open_absent(struct launch *launch, int directory, const char *path, int flags)
{
    struct stat seen;
    if (!registry_absent(&launch->registry, directory, path, &seen)) {
        return -1;
    }
    int fd = (int)libc_result(kernel_openat(AT_FDCWD, ALWAYS_THERE, O_PATH | O_CLOEXEC, 0));
    return fd < 0 ? fd : finish_open(fd, serve_absent(launch, directory, path, flags, fd));
}

int answer_open(int directory, const char *path, int flags, int fd)
{
    struct launch *launch = active_launch();
    if (!launch) {
        return fd;
    }
    if (fd < 0) {
        return errno == ENOENT ? open_absent(launch, directory, path, flags) : fd;
    }
    int instead = fd;
    int result = serve_open(launch, directory, path, flags, fd, &instead);
    return finish_open(instead, result);
}

int answer_descriptor(int flags, int fd)
{
    char path[sizeof "/proc/thread-self/fd/" + 11];
    if (fd < 0 || !active_launch()) {
        return fd;
    }
    buffer_format_fixed(path, sizeof path, "/proc/thread-self/fd/%d", fd);
    return answer_open(AT_FDCWD, path, flags, fd);
}

/* struct open_how of linux/openat2.h, which old kernel headers lack. */
struct how {
    uint64_t flags, mode, resolve;
};
#define IN_ROOT 0x10 /* RESOLVE_IN_ROOT */

int answer_openat2(int directory, const char *path, const struct open_how *given, int fd)
{
    const struct how *how = (const void *)given;
    struct launch *launch = active_launch();
    if (!launch || (fd < 0 && errno != ENOENT)) {
        return fd;
    }
    if (fd < 0 && how->resolve != 0) {
        return fd; /* a restricted look-up may have looked elsewhere than an unrestricted one would */
    }
    if (how->resolve & IN_ROOT) { /* which gives the path another meaning */
        return registry_may_be(&launch->registry, path) ? answer_descriptor((int)how->flags, fd) : fd;
    }
    return answer_open(directory, path, (int)how->flags, fd);
}

/* Linux 6.11 takes NULL for an empty path. The hooks' prototypes promise the compiler that there is none. */
static bool is_empty(const char *path)
{
    __asm__("" : "+r"(path));
    return !path || *path == '\0';
}

int answer_fstat(int fd, struct stat *out, int result)
{
    struct launch *launch = active_launch();
    if (launch && result == 0) {
        serve_fstat(launch, fd, out);
    }
    return result;
}

/* The kernel writes first, about what is always there: it can say that out is no place to write to. */
static int stat_absent(struct launch *launch, int directory, const char *path, struct stat *out)
{
    struct stat seen;
    if (!serve_absent_stat(launch, directory, path, &seen)) {
        return -1;
    }
    const int result = kernel_fstatat(AT_FDCWD, ALWAYS_THERE, out, 0);
    if (result == 0) {
        *out = seen;
    }
    return (int)libc_result(result);
}

int answer_stat(int directory, const char *path, struct stat *out, int result)
{
    struct launch *launch = active_launch();
    if (!launch) {
        return result;
    }
    if (result < 0) {
        return errno == ENOENT ? stat_absent(launch, directory, path, out) : result;
    }
    if (is_empty(path)) {
        serve_fstat(launch, directory, out);
    } else {
        serve_stat(launch, directory, path, out);
    }
    return result;
}

int answer_access(int directory, const char *path, int mode, int result)
{
    struct launch *launch = active_launch();
    struct stat seen;
    if (result == 0 || !launch || errno != ENOENT || !serve_absent_stat(launch, directory, path, &seen)) {
        return result;
    }
    return mode & (W_OK | X_OK) ? (int)libc_result(-EACCES) : 0;
}

/* Device numbers as the kernel packs them for stat. The C library's makedev is a function that musl lacks. */
static dev_t device_of(unsigned major, unsigned minor)
{
    return (dev_t)(minor & 0xff) | (dev_t)major << 8 | (dev_t)(minor & ~0xffu) << 12;
}

static unsigned major_of(dev_t device)
{
    return (unsigned)(device >> 8) & 0xfff;
}

static unsigned minor_of(dev_t device)
{
    return (unsigned)(device & 0xff) | ((unsigned)(device >> 12) & ~0xffu);
}

static struct stat stat_of(const struct statx *x)
{
    return (struct stat){
        .st_dev = device_of(x->stx_dev_major, x->stx_dev_minor),
        .st_ino = x->stx_ino,
        .st_mode = x->stx_mode,
        .st_nlink = x->stx_nlink,
        .st_uid = x->stx_uid,
        .st_gid = x->stx_gid,
        .st_size = (off_t)x->stx_size,
        .st_blocks = (blkcnt_t)x->stx_blocks,
        .st_mtim = {x->stx_mtime.tv_sec, x->stx_mtime.tv_nsec},
        .st_ctim = {x->stx_ctime.tv_sec, x->stx_ctime.tv_nsec},
    };
}

static void show_identity(struct statx *out, const struct stat *seen)
{
    out->stx_dev_major = major_of(seen->st_dev);
    out->stx_dev_minor = minor_of(seen->st_dev);
    out->stx_ino = seen->st_ino;
    out->stx_mode = (uint16_t)seen->st_mode;
    out->stx_nlink = (uint32_t)seen->st_nlink;
    out->stx_uid = seen->st_uid;
    out->stx_gid = seen->st_gid;
    out->stx_size = (uint64_t)seen->st_size;
    out->stx_blocks = (uint64_t)seen->st_blocks;
    out->stx_ctime.tv_sec = seen->st_ctim.tv_sec;
    out->stx_ctime.tv_nsec = (uint32_t)seen->st_ctim.tv_nsec;
}

static int statx_absent(struct launch *launch, int directory, const char *path, struct statx *out)
{
    struct stat seen;
    if (!serve_absent_stat(launch, directory, path, &seen)) {
        return -1;
    }
    const int result = kernel_statx(AT_FDCWD, ALWAYS_THERE, 0, STATX_TYPE, out);
    if (result < 0) {
        return (int)libc_result(result);
    }
    *out = (struct statx){
        .stx_mask = STATX_BASIC_STATS,
        .stx_blksize = (uint32_t)seen.st_blksize,
        .stx_atime.tv_sec = seen.st_atim.tv_sec,
        .stx_mtime.tv_sec = seen.st_mtim.tv_sec,
    };
    show_identity(out, &seen);
    return 0;
}

int answer_statx(int directory, const char *path, struct statx *out, int result)
{
    const unsigned needed = STATX_TYPE | STATX_INO | STATX_NLINK;
    struct launch *launch = active_launch();
    if (!launch) {
        return result;
    }
    if (result < 0) {
        return errno == ENOENT ? statx_absent(launch, directory, path, out) : result;
    }
    if ((out->stx_mask & needed) == needed) {
        struct stat seen = stat_of(out);
        answer_stat(directory, path, &seen, result);
        show_identity(out, &seen);
    }
    return result;
}
