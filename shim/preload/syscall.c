/* syscall(2), by which Node and others open and inspect files. Whatever the number, the call is made first and untouched,
 * with all six arguments; what it answered is then treated as the hook of its own name would. */
#include "shim/preload/inspect.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"
#include "shim/serve/serve.h"

#include <stdarg.h>

/* The first member of struct open_how in linux/openat2.h, which old kernel headers lack. */
static int open_how_flags(const void *how)
{
    return (int)*(const uint64_t *)how;
}

static long opened(struct launch *launch, int directory, const char *path, int flags, long fd)
{
    int result = serve_open(launch, directory, path, flags, (int)fd);

    if (result == 0)
        return fd;
    kernel_close((int)fd);
    return libc_result(result);
}

/* result is what the call number with these arguments gave: not an error. */
static long answered(struct launch *launch, long number, const long *a, long result)
{
    switch (number) {
#ifdef SYS_open
    case SYS_open:
        return opened(launch, AT_FDCWD, (const char *)a[0], (int)a[1], result);
    case SYS_stat:
    case SYS_lstat:
        inspected(AT_FDCWD, (const char *)a[0], (struct stat *)a[1]);
        return result;
#endif
    case SYS_openat:
        return opened(launch, (int)a[0], (const char *)a[1], (int)a[2], result);
    case SYS_openat2:
        return opened(launch, (int)a[0], (const char *)a[1], open_how_flags((const void *)a[2]), result);
    case SYS_fstat:
        inspected_descriptor((int)a[0], (struct stat *)a[1]);
        return result;
    case SYS_newfstatat:
        inspected((int)a[0], (const char *)a[1], (struct stat *)a[2]);
        return result;
    case SYS_statx:
        inspected_statx((int)a[0], (const char *)a[1], (struct statx *)a[4]);
        return result;
    default:
        return result;
    }
}

/* Reads six arguments however many were passed, as the C library's own does: the rest is whatever was there. */
long syscall(long number, ...)
{
    long a[6];
    va_list arguments;

    va_start(arguments, number);
    for (int i = 0; i < 6; i++)
        a[i] = va_arg(arguments, long);
    va_end(arguments);
    long result = NEXT(syscall) ? NEXT(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5])
                                : libc_result(kernel_call(number, a[0], a[1], a[2], a[3], a[4], a[5]));
    struct launch *launch = active_launch();
    return launch == NULL || result < 0 ? result : answered(launch, number, a, result);
}
