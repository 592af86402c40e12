/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/calls.h"

#include <linux/audit.h>

/* Numbers of the kernel's syscall_64.tbl, syscall_32.tbl, asm-generic/unistd.h and arch/arm/tools/syscall.tbl. All are
 * here on every machine: what cannot run there meets no row. */
const struct call calls_trapped[] = {
    {AUDIT_ARCH_X86_64, 2, CALL_OPEN, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 4, CALL_STAT, CALL_NATIVE},
    {AUDIT_ARCH_X86_64, 6, CALL_LSTAT, CALL_NATIVE},
    {AUDIT_ARCH_X86_64, 85, CALL_CREAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 257, CALL_OPENAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 262, CALL_STATAT, CALL_NATIVE},
    {AUDIT_ARCH_X86_64, 332, CALL_STATX, CALL_STATX_LAYOUT},
    {AUDIT_ARCH_X86_64, 425, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 437, CALL_OPENAT2, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 59, CALL_EXEC, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 322, CALL_EXECAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 520, CALL_EXEC, CALL_NO_LAYOUT},
    {AUDIT_ARCH_X86_64, 545, CALL_EXECAT, CALL_NO_LAYOUT},

    {AUDIT_ARCH_I386, 5, CALL_OPEN, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 8, CALL_CREAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 106, CALL_STAT, CALL_I386_STAT},
    {AUDIT_ARCH_I386, 107, CALL_LSTAT, CALL_I386_STAT},
    {AUDIT_ARCH_I386, 195, CALL_STAT, CALL_I386_STAT64},
    {AUDIT_ARCH_I386, 196, CALL_LSTAT, CALL_I386_STAT64},
    {AUDIT_ARCH_I386, 295, CALL_OPENAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 300, CALL_STATAT, CALL_I386_STAT64},
    {AUDIT_ARCH_I386, 383, CALL_STATX, CALL_STATX_LAYOUT},
    {AUDIT_ARCH_I386, 425, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 437, CALL_OPENAT2, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 11, CALL_EXEC, CALL_NO_LAYOUT},
    {AUDIT_ARCH_I386, 358, CALL_EXECAT, CALL_NO_LAYOUT},

    {AUDIT_ARCH_AARCH64, 56, CALL_OPENAT, CALL_NO_LAYOUT},
    {AUDIT_ARCH_AARCH64, 79, CALL_STATAT, CALL_NATIVE},
    {AUDIT_ARCH_AARCH64, 291, CALL_STATX, CALL_STATX_LAYOUT},
    {AUDIT_ARCH_AARCH64, 425, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_AARCH64, 437, CALL_OPENAT2, CALL_NO_LAYOUT},
    {AUDIT_ARCH_AARCH64, 221, CALL_EXEC, CALL_NO_LAYOUT},
    {AUDIT_ARCH_AARCH64, 281, CALL_EXECAT, CALL_NO_LAYOUT},

    /* 32-bit programs of ARM are not served, so they do not open anything. */
    {AUDIT_ARCH_ARM, 5, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_ARM, 8, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_ARM, 322, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_ARM, 425, CALL_REFUSED, CALL_NO_LAYOUT},
    {AUDIT_ARCH_ARM, 437, CALL_REFUSED, CALL_NO_LAYOUT},
};

const size_t calls_trapped_count = sizeof calls_trapped / sizeof *calls_trapped;

bool call_is_exec(const struct call *call)
{
    return call->kind == CALL_EXEC || call->kind == CALL_EXECAT;
}

const struct call *calls_find(uint32_t architecture, uint32_t number)
{
    const uint32_t plain = number & ~CALL_X32_BIT;
    for (size_t i = 0; i < calls_trapped_count; i++) {
        if (calls_trapped[i].number == plain && calls_trapped[i].architecture == architecture) {
            return &calls_trapped[i];
        }
    }
    return NULL;
}
