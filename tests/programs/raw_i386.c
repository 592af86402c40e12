/* SPDX-License-Identifier: Apache-2.0 */
/* A program for i386 without a C library: writes config.yaml, and 1 or 0 for each way to look at it: whether size,
 * device and inode are those of what was opened. Built with -m32 -nostdlib -static. */
static long call(long number, long a, long b, long c, long d)
{
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(a), "c"(b), "d"(c), "S"(d) : "memory");
    return result;
}

#define PATH ((long)"config.yaml")
enum { EXIT = 1, READ = 3, WRITE, OPEN, CREAT = 8, STAT = 106, FSTAT = 108, STAT64 = 195, LSTAT64, FSTAT64 };
enum { OPENAT = 295, FSTATAT64 = 300 };
#define HERE (-100)

static char bytes[4096];
static unsigned by_path[40], by_descriptor[40];

static void say(const char *text, long length)
{
    call(WRITE, 1, (long)text, length, 0);
}

/* Numbers of words, of the kernel's struct compat_stat and struct stat64: device, inode, size. */
static void compare(long result, int inode, int size)
{
    const int same = by_path[0] == by_descriptor[0] && by_path[inode] == by_descriptor[inode] &&
                     by_path[size] == by_descriptor[size];
    say(result == 0 && same && by_path[size] != 0 ? "1\n" : "0\n", 2);
}

void _start(void)
{
    const long fd = call(OPEN, PATH, 0, 0, 0);
    say(bytes, call(READ, fd, (long)bytes, sizeof bytes, 0));
    call(FSTAT, fd, (long)by_descriptor, 0, 0);
    compare(call(STAT, PATH, (long)by_path, 0, 0), 1, 5);
    call(FSTAT64, fd, (long)by_descriptor, 0, 0);
    compare(call(STAT64, PATH, (long)by_path, 0, 0), 3, 11);
    compare(call(LSTAT64, PATH, (long)by_path, 0, 0), 3, 11);
    compare(call(FSTATAT64, HERE, PATH, (long)by_path, 0), 3, 11);
    say(bytes, call(READ, call(OPENAT, HERE, PATH, 0, 0), (long)bytes, sizeof bytes, 0));
    call(EXIT, 0, 0, 0, 0);
}
