#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/serve.h"

int answer_open(int directory, const char *path, int flags, int fd)
{
    struct launch *launch = active_launch();

    if (fd < 0 || launch == NULL) {
        return fd;
    }
    int result = serve_open(launch, directory, path, flags, fd);
    if (result == 0) {
        return fd;
    }
    kernel_close(fd);
    return (int)libc_result(result);
}

int answer_descriptor(int flags, int fd)
{
    char path[sizeof "/proc/thread-self/fd/" + 11];

    if (fd < 0 || active_launch() == NULL) {
        return fd;
    }
    format_fixed(path, sizeof path, "/proc/thread-self/fd/%d", fd);
    return answer_open(AT_FDCWD, path, flags, fd);
}

/* Linux 6.11 takes NULL for an empty path. The hooks' prototypes promise the compiler that there is none. */
static bool is_empty(const char *path)
{
    __asm__("" : "+r"(path));
    return path == NULL || *path == '\0';
}

void answer_fstat(int fd, struct stat *out)
{
    struct launch *launch = active_launch();

    if (launch != NULL) {
        serve_fstat(launch, fd, out);
    }
}

void answer_stat(int directory, const char *path, struct stat *out)
{
    struct launch *launch = active_launch();

    if (launch == NULL) {
        return;
    }
    if (is_empty(path)) {
        serve_fstat(launch, directory, out);
    } else {
        serve_stat(launch, directory, path, out);
    }
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

void answer_statx(int directory, const char *path, struct statx *out)
{
    const unsigned needed = STATX_TYPE | STATX_INO | STATX_NLINK;

    if (active_launch() == NULL || (out->stx_mask & needed) != needed) {
        return;
    }
    struct stat seen = stat_of(out);
    answer_stat(directory, path, &seen);
    out->stx_dev_major = major_of(seen.st_dev);
    out->stx_dev_minor = minor_of(seen.st_dev);
    out->stx_ino = seen.st_ino;
    out->stx_nlink = (uint32_t)seen.st_nlink;
    out->stx_uid = seen.st_uid;
    out->stx_gid = seen.st_gid;
    out->stx_size = (uint64_t)seen.st_size;
    out->stx_blocks = (uint64_t)seen.st_blocks;
    out->stx_ctime.tv_sec = seen.st_ctim.tv_sec;
    out->stx_ctime.tv_nsec = (uint32_t)seen.st_ctim.tv_nsec;
}
