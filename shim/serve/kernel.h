/* SPDX-License-Identifier: Apache-2.0 */
/* System calls made without the C library.
 *
 * The library interposes open, stat, syscall and their like, so what serves them must not call them; hooks may also be
 * reached before the C library's own functions could be looked up; and wrappers such as memfd_create() are newer than
 * the oldest C library that inlay loads in. Every function returns the kernel's answer, or a negative errno value, and
 * leaves errno alone. Async-signal-safe; no cancellation point. */
#ifndef INLAY_KERNEL_H
#define INLAY_KERNEL_H

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#ifndef STATX_TYPE
#include <linux/stat.h> /* musl before 1.2.4 leaves struct statx to it */
#endif
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The kernel's struct stat is the C library's on both architectures. */
#if defined __x86_64__
_Static_assert(sizeof(struct stat) == 144, "struct stat is not the kernel's");
#elif defined __aarch64__
_Static_assert(sizeof(struct stat) == 128, "struct stat is not the kernel's");
#else
#error "inlay runs on x86-64 and aarch64"
#endif

/* Kernel headers of glibc 2.17's time lack these; values from the kernel's fcntl.h, memfd.h, mman-common.h and
 * unistd.h. */
#ifndef F_ADD_SEALS
#define F_ADD_SEALS   1033
#define F_GET_SEALS   1034
#define F_SEAL_SEAL   0x0001
#define F_SEAL_SHRINK 0x0002
#define F_SEAL_GROW   0x0004
#define F_SEAL_WRITE  0x0008
#endif
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC       0x0001U
#define MFD_ALLOW_SEALING 0x0002U
#endif
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#define MFD_EXEC        0x0010U
#endif
#ifndef MADV_WIPEONFORK
#define MADV_WIPEONFORK 18
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#ifndef SYS_faccessat2
#define SYS_faccessat2 439
#endif
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif

/* The kernel's sigset_t: 64 bits, whatever the C library's is. */
typedef uint64_t kernel_sigset;
#define KERNEL_SIGNAL(number) ((kernel_sigset)1 << ((number)-1))

static inline long kernel_call(long number, long a, long b, long c, long d, long e, long f)
{
#if defined __x86_64__
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
#endif
}

static inline int kernel_openat(int directory, const char *path, int flags, mode_t mode)
{
    return (int)kernel_call(SYS_openat, directory, (long)path, flags, (long)mode, 0, 0);
}

static inline int kernel_close(int fd)
{
    return (int)kernel_call(SYS_close, fd, 0, 0, 0, 0, 0);
}

static inline ssize_t kernel_pread(int fd, void *out, size_t size, off_t offset)
{
    return kernel_call(SYS_pread64, fd, (long)out, (long)size, offset, 0, 0);
}

/* Reads until size bytes are there or the file ends. The count, or a negative errno value. */
static inline ssize_t kernel_read_at(int fd, char *out, size_t size, off_t offset)
{
    size_t length = 0;
    while (length < size) {
        ssize_t got = kernel_pread(fd, out + length, size - length, offset + (off_t)length);
        if (got == 0) {
            break;
        }
        if (got < 0 && got != -EINTR) {
            return got;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    return (ssize_t)length;
}

static inline ssize_t kernel_write(int fd, const void *bytes, size_t size)
{
    return kernel_call(SYS_write, fd, (long)bytes, (long)size, 0, 0, 0);
}

static inline ssize_t kernel_pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    return kernel_call(SYS_pwrite64, fd, (long)bytes, (long)size, offset, 0, 0);
}

static inline ssize_t kernel_writev(int fd, const struct iovec *pieces, int count)
{
    return kernel_call(SYS_writev, fd, (long)pieces, count, 0, 0, 0);
}

static inline int kernel_ftruncate(int fd, off_t size)
{
    return (int)kernel_call(SYS_ftruncate, fd, size, 0, 0, 0, 0);
}

static inline off_t kernel_lseek(int fd, off_t offset, int whence)
{
    return kernel_call(SYS_lseek, fd, offset, whence, 0, 0, 0);
}

/* Entries of a directory, as getdents64(2) puts them into out: their length, 0 at the end. */
static inline long kernel_getdents(int fd, void *out, size_t size)
{
    return kernel_call(SYS_getdents64, fd, (long)out, (long)size, 0, 0, 0);
}

/* Whether a call was refused whatever its arguments are: by a sandbox, or by a kernel that does not have it. */
static inline bool kernel_refused(long result)
{
    return result == -EPERM || result == -ENOSYS;
}

static inline int kernel_fstatat(int directory, const char *path, struct stat *out, int flags)
{
    return (int)kernel_call(SYS_newfstatat, directory, (long)path, (long)out, flags, 0, 0);
}

/* Of the two calls a sandbox may know the one that its C library makes. */
static inline int kernel_fstat(int fd, struct stat *out)
{
    int result = (int)kernel_call(SYS_fstat, fd, (long)out, 0, 0, 0, 0);
    return kernel_refused(result) ? kernel_fstatat(fd, "", out, AT_EMPTY_PATH) : result;
}

/* As far as device and inode tell. */
static inline bool kernel_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static inline int kernel_statx(int directory, const char *path, int flags, unsigned mask, struct statx *out)
{
    return (int)kernel_call(SYS_statx, directory, (long)path, flags, mask, (long)out, 0);
}

/* Kernels before 5.8 know no flags. */
static inline int kernel_faccessat(int directory, const char *path, int mode, int flags)
{
    return (int)kernel_call(flags ? SYS_faccessat2 : SYS_faccessat, directory, (long)path, mode, flags, 0, 0);
}

static inline ssize_t kernel_readlinkat(int directory, const char *path, char *out, size_t size)
{
    return kernel_call(SYS_readlinkat, directory, (long)path, (long)out, (long)size, 0, 0);
}

static inline int kernel_memfd_create(const char *name, unsigned flags)
{
    return (int)kernel_call(SYS_memfd_create, (long)name, flags, 0, 0, 0, 0);
}

static inline int kernel_fcntl(int fd, int command, long argument)
{
    return (int)kernel_call(SYS_fcntl, fd, command, argument, 0, 0, 0);
}

static inline int kernel_dup3(int from, int to, int flags)
{
    return (int)kernel_call(SYS_dup3, from, to, flags, 0, 0, 0);
}

static inline int kernel_fchmod(int fd, mode_t mode)
{
    return (int)kernel_call(SYS_fchmod, fd, (long)mode, 0, 0, 0, 0);
}

static inline int kernel_fchown(int fd, uid_t owner, gid_t group)
{
    return (int)kernel_call(SYS_fchown, fd, (long)owner, (long)group, 0, 0, 0);
}

static inline int kernel_futimens(int fd, const struct timespec times[2])
{
    return (int)kernel_call(SYS_utimensat, fd, 0, (long)times, 0, 0, 0);
}

/* Fresh pages: for what is too large for a stack that may be small. NULL when there is no memory. By the C library's
 * functions, so that sanitizers see that the same address is other memory. */
static inline void *kernel_map(size_t size)
{
    const int callers_errno = errno;
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    errno = callers_errno;
    return pages == MAP_FAILED ? NULL : pages;
}

static inline void kernel_unmap(void *pages, size_t size)
{
    const int callers_errno = errno;
    munmap(pages, size);
    errno = callers_errno;
}

static inline int kernel_protect(void *pages, size_t size, int protection)
{
    return (int)kernel_call(SYS_mprotect, (long)pages, (long)size, protection, 0, 0, 0);
}

/* Zeroed pages of this process's own: a forked child finds them zeroed again. NULL also where the kernel, before Linux
 * 4.14, has no such pages. A child of vfork(2) shares them. */
static inline void *kernel_map_own(size_t size)
{
    void *pages = kernel_map(size);
    if (pages && kernel_call(SYS_madvise, (long)pages, (long)size, MADV_WIPEONFORK, 0, 0, 0) < 0) {
        kernel_unmap(pages, size);
        pages = NULL;
    }
    return pages;
}

/* The alternate signal stack, as sigaltstack(2) tells of it. */
static inline int kernel_sigaltstack(stack_t *out)
{
    return (int)kernel_call(SYS_sigaltstack, 0, (long)out, 0, 0, 0, 0);
}

static inline long kernel_getcwd(char *out, size_t size)
{
    return kernel_call(SYS_getcwd, (long)out, (long)size, 0, 0, 0, 0);
}

static inline int kernel_chroot(const char *path)
{
    return (int)kernel_call(SYS_chroot, (long)path, 0, 0, 0, 0, 0);
}

static inline int kernel_getpid(void)
{
    return (int)kernel_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
}

static inline int kernel_getppid(void)
{
    return (int)kernel_call(SYS_getppid, 0, 0, 0, 0, 0, 0);
}

static inline int kernel_gettid(void)
{
    return (int)kernel_call(SYS_gettid, 0, 0, 0, 0, 0, 0);
}

static inline struct timespec kernel_now(void)
{
    struct timespec now = {0, 0};
    kernel_call(SYS_clock_gettime, CLOCK_REALTIME, (long)&now, 0, 0, 0, 0);
    return now;
}

static inline struct timespec kernel_monotonic(void)
{
    struct timespec now = {0, 0};
    kernel_call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
    return now;
}

/* Waits until another thread of this process calls kernel_futex_wake(), as long as *word is value, and no longer than
 * that many nanoseconds. */
static inline int kernel_futex_wait(atomic_uint *word, unsigned value, int64_t nanoseconds)
{
    const struct timespec duration = {(time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    return (int)kernel_call(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, (long)value, (long)&duration, 0, 0);
}

static inline void kernel_futex_wake(atomic_uint *word)
{
    kernel_call(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, INT_MAX, 0, 0, 0);
}

static inline void kernel_sleep(long nanoseconds)
{
    struct timespec duration = {0, nanoseconds};
    kernel_call(SYS_nanosleep, (long)&duration, 0, 0, 0, 0, 0);
}

/* Bytes; RLIM_INFINITY when there is no limit, or when the kernel would not say. */
static inline rlim_t kernel_file_size_limit(void)
{
    struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
    kernel_call(SYS_prlimit64, 0, RLIMIT_FSIZE, 0, (long)&limit, 0, 0);
    return limit.rlim_cur;
}

static inline void kernel_sigprocmask(int how, const kernel_sigset *set, kernel_sigset *before)
{
    kernel_call(SYS_rt_sigprocmask, how, (long)set, (long)before, sizeof *set, 0, 0);
}

static inline kernel_sigset kernel_sigpending(void)
{
    kernel_sigset pending = 0;
    kernel_call(SYS_rt_sigpending, (long)&pending, sizeof pending, 0, 0, 0, 0);
    return pending;
}

static inline int kernel_signalfd(kernel_sigset set, int flags)
{
    return (int)kernel_call(SYS_signalfd4, -1, (long)&set, sizeof set, flags, 0, 0);
}

/* Takes one pending signal out of set, and waits for one as long as timeout says; NULL: for ever. Its number, or a negative errno
 * value. */
static inline int kernel_sigtake(kernel_sigset set, siginfo_t *info, const struct timespec *timeout)
{
    return (int)kernel_call(SYS_rt_sigtimedwait, (long)&set, (long)info, (long)timeout, sizeof set, 0, 0);
}

/* Without waiting for one. */
static inline void kernel_sigconsume(kernel_sigset set)
{
    kernel_sigtake(set, NULL, &(struct timespec){0, 0});
}

_Noreturn static inline void kernel_exit(int status)
{
    for (;;)
        kernel_call(SYS_exit_group, status, 0, 0, 0, 0, 0);
}

#endif
