/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/stat_layout.h"
#include "shim/serve/kernel.h"

#include <sys/sysmacros.h>

_Static_assert(sizeof(struct i386_stat) == 64 && sizeof(struct i386_stat64) == 96, "not the kernel's");

static void put_times(uint32_t times[6], const struct stat *shown)
{
    const struct timespec all[] = {shown->st_atim, shown->st_mtim, shown->st_ctim};
    for (int i = 0; i < 3; i++) {
        times[2 * i] = (uint32_t)all[i].tv_sec;
        times[2 * i + 1] = (uint32_t)all[i].tv_nsec;
    }
}

/* As the kernel's cp_compat_stat(): what does not fit is an error, but for owners. */
static size_t put_i386(struct i386_stat *out, const struct stat *shown)
{
    if (shown->st_size > INT32_MAX || shown->st_ino > UINT32_MAX || shown->st_nlink > UINT16_MAX) {
        return 0;
    }
    *out = (struct i386_stat){
        .dev = (uint32_t)shown->st_dev,
        .ino = (uint32_t)shown->st_ino,
        .mode = (uint16_t)shown->st_mode,
        .nlink = (uint16_t)shown->st_nlink,
        .uid = shown->st_uid > UINT16_MAX ? 65534 : (uint16_t)shown->st_uid,
        .gid = shown->st_gid > UINT16_MAX ? 65534 : (uint16_t)shown->st_gid,
        .rdev = (uint32_t)shown->st_rdev,
        .size = (uint32_t)shown->st_size,
        .blksize = (uint32_t)shown->st_blksize,
        .blocks = (uint32_t)shown->st_blocks,
    };
    put_times(out->times, shown);
    return sizeof *out;
}

static size_t put_i386_64(struct i386_stat64 *out, const struct stat *shown)
{
    uint32_t times[6];
    *out = (struct i386_stat64){
        .dev = shown->st_dev,
        .short_ino = (uint32_t)shown->st_ino,
        .mode = shown->st_mode,
        .nlink = (uint32_t)shown->st_nlink,
        .uid = shown->st_uid,
        .gid = shown->st_gid,
        .rdev = shown->st_rdev,
        .size = shown->st_size,
        .blksize = (uint32_t)shown->st_blksize,
        .blocks = shown->st_blocks,
        .ino = shown->st_ino,
    };
    put_times(times, shown);
    for (int i = 0; i < 6; i++) {
        out->times[i] = times[i];
    }
    return sizeof *out;
}

size_t stat_layout_stat(union stat_layout *out, enum call_layout layout, const struct stat *shown)
{
    switch (layout) {
    case CALL_NATIVE:
        out->native = *shown;
        return sizeof out->native;
    case CALL_I386_STAT:
        return put_i386(&out->i386, shown);
    case CALL_I386_STAT64:
        return put_i386_64(&out->i386_64, shown);
    default:
        return 0;
    }
}

static struct statx_timestamp timestamp(struct timespec time)
{
    return (struct statx_timestamp){.tv_sec = time.tv_sec, .tv_nsec = (uint32_t)time.tv_nsec};
}

size_t stat_layout_statx(union stat_layout *out, int fd, int flags, unsigned mask, const struct stat *shown)
{
    struct statx *x = &out->statx;
    *x = (struct statx){.stx_mask = STATX_BASIC_STATS};
    if (fd >= 0 && kernel_statx(fd, "", (flags & AT_STATX_SYNC_TYPE) | AT_EMPTY_PATH, mask, x) < 0) {
        return 0;
    }
    if (fd < 0) {
        x->stx_mode = (uint16_t)shown->st_mode;
        x->stx_nlink = (uint32_t)shown->st_nlink;
        x->stx_atime = timestamp(shown->st_atim);
        x->stx_mtime = timestamp(shown->st_mtim);
    }
    x->stx_uid = shown->st_uid;
    x->stx_gid = shown->st_gid;
    x->stx_dev_major = major(shown->st_dev);
    x->stx_dev_minor = minor(shown->st_dev);
    x->stx_ino = shown->st_ino;
    x->stx_size = (uint64_t)shown->st_size;
    x->stx_blocks = (uint64_t)shown->st_blocks;
    x->stx_blksize = (uint32_t)shown->st_blksize;
    x->stx_ctime = timestamp(shown->st_ctim);
    return sizeof *x;
}
