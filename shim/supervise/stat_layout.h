/* SPDX-License-Identifier: Apache-2.0 */
/* A stat as the tables of system calls have it. */
#ifndef INLAY_STAT_LAYOUT_H
#define INLAY_STAT_LAYOUT_H

#include "shim/serve/kernel.h"
#include "shim/supervise/calls.h"

/* struct compat_stat, and struct stat64, of the kernel's arch/x86/include/asm: compat.h and ia32.h. */
struct i386_stat {
    uint32_t dev, ino;
    uint16_t mode, nlink, uid, gid;
    uint32_t rdev, size, blksize, blocks;
    uint32_t times[6]; /* of access, modification and change: seconds and nanoseconds */
    uint32_t unused[2];
};
struct i386_stat64 {
    uint64_t dev;
    uint32_t unused0, short_ino, mode, nlink, uid, gid;
    uint64_t rdev;
    uint32_t unused1;
    int64_t size;
    uint32_t blksize;
    int64_t blocks;
    uint32_t times[6];
    uint64_t ino;
} __attribute__((packed));

union stat_layout {
    struct stat native;
    struct statx statx;
    struct i386_stat i386;
    struct i386_stat64 i386_64;
};

/* The size of what was put into *out. 0: the layout has no room for a value. */
size_t stat_layout_stat(union stat_layout *out, enum call_layout layout, const struct stat *shown);

/* What statx(2) gives for fd with these flags and mask, with shown in it; a negative fd is a file that is not there. */
size_t stat_layout_statx(union stat_layout *out, int fd, int flags, unsigned mask, const struct stat *shown);

#endif
