/* SPDX-License-Identifier: Apache-2.0 */
/* syscall(2), by which Node and others open and inspect files. Whatever the number, the call is made first and
 * untouched, with all six arguments; its answer is then treated as the hook of the call's own name would. Exceptions
 * are io_uring, and exec, which does not answer. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"

#include <stdarg.h>

/* result is what the call number with these arguments gave: no error, or -1 with ENOENT in errno. */
static long answered(long number, const long *a, long result)
{
    switch (number) {
#ifdef SYS_open
    case SYS_open:
        return answer_open(AT_FDCWD, (const char *)a[0], (int)a[1], (int)result);
    case SYS_stat:
    case SYS_lstat:
        return answer_stat(AT_FDCWD, (const char *)a[0], (struct stat *)a[1], (int)result);
    case SYS_access:
        return answer_access(AT_FDCWD, (const char *)a[0], (int)a[1], (int)result);
#endif
    case SYS_openat:
        return answer_open((int)a[0], (const char *)a[1], (int)a[2], (int)result);
    case SYS_openat2:
        return answer_openat2((int)a[0], (const char *)a[1], (const struct open_how *)a[2], (int)result);
    case SYS_open_by_handle_at:
        return answer_descriptor((int)a[2], (int)result);
    case SYS_fstat:
        return answer_fstat((int)a[0], (struct stat *)a[1], (int)result);
    case SYS_newfstatat:
        return answer_stat((int)a[0], (const char *)a[1], (struct stat *)a[2], (int)result);
    case SYS_statx:
        return answer_statx((int)a[0], (const char *)a[1], (struct statx *)a[4], (int)result);
    case SYS_faccessat:
    case SYS_faccessat2:
        return answer_access((int)a[0], (const char *)a[1], (int)a[2], (int)result);
    default:
        return result;
    }
}

/* Reads six arguments however many were passed, as the C library's own does: the rest is whatever was there, which is
 * what AddressSanitizer would object to. */
__attribute__((no_sanitize_address)) long syscall(long number, ...)
{
    long a[6];
    va_list arguments;
    va_start(arguments, number);
    for (int i = 0; i < 6; i++) {
        a[i] = va_arg(arguments, long);
    }
    va_end(arguments);
    if (number == SYS_io_uring_setup && preload_observes_files()) {
        return libc_result(-ENOSYS); /* what a ring opens cannot be observed; libuv does without */
    }
    if (number == SYS_execve) {
        return execve((const char *)a[0], (char *const *)a[1], (char *const *)a[2]);
    }
    if (number == SYS_execveat) {
        return execveat((int)a[0], (const char *)a[1], (char *const *)a[2], (char *const *)a[3], (int)a[4]);
    }
    long result = NEXT(syscall) ? NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5])
                                : libc_result(kernel_call(number, a[0], a[1], a[2], a[3], a[4], a[5]));
    return result < 0 && errno != ENOENT ? result : answered(number, a, result);
}
