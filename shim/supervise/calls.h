/* SPDX-License-Identifier: Apache-2.0 */
/* The system calls that supervision halts, in each table of numbers that a program can use. */
#ifndef INLAY_SUPERVISE_CALLS_H
#define INLAY_SUPERVISE_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum call_kind {
    CALL_OPEN,    /* path, flags */
    CALL_CREAT,   /* path */
    CALL_OPENAT,  /* directory, path, flags */
    CALL_OPENAT2, /* directory, path, struct open_how, its size */
    CALL_STAT,    /* path, out */
    CALL_LSTAT,   /* path, out */
    CALL_STATAT,  /* directory, path, out, flags */
    CALL_STATX,   /* directory, path, flags, mask, out */
    CALL_EXEC,    /* path */
    CALL_EXECAT,  /* directory, path, arguments, environment, flags */
    CALL_REFUSED, /* ENOSYS, by the filter: io_uring_setup(2), whose opens nobody sees */
};

/* What a call writes its answer as. */
enum call_layout {
    CALL_NO_LAYOUT,
    CALL_NATIVE, /* the machine's own struct stat; x32's is the same */
    CALL_STATX_LAYOUT,
    CALL_I386_STAT,   /* struct compat_stat of the kernel's arch/x86/include/asm/compat.h */
    CALL_I386_STAT64, /* struct stat64 of arch/x86/include/asm/ia32.h */
};

struct call {
    uint32_t architecture; /* AUDIT_ARCH_… */
    uint32_t number;       /* without x32's bit */
    enum call_kind kind;
    enum call_layout layout;
};

/* Those of one architecture stand together. */
extern const struct call calls_trapped[];
extern const size_t calls_trapped_count;

/* The row of a halted call, NULL when there is none. */
const struct call *calls_find(uint32_t architecture, uint32_t number);

/* Whether it starts a program: such calls are halted only where the filter is told so. */
bool call_is_exec(const struct call *call);

/* x32 has the numbers of x86-64 but for the calls that start programs, and this bit. */
#define CALL_X32_BIT 0x40000000U

#endif
