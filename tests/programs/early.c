/* SPDX-License-Identifier: Apache-2.0 */
/* Reaches every kind of hook when it is loaded: from a constructor (CONSTRUCTOR), or from a memory allocator at every
 * allocation (ALLOCATOR), the first of which comes before any constructor has run; as a program, from .preinit_array
 * (PROGRAM), before the constructors of all libraries. A hook that allocates or looks up symbols never comes back. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef ALLOCATOR
#define STREAMS 1 /* fopen allocates */
#else
#define STREAMS 0
#endif

static void must(int right, const char *what)
{
    if (right)
        return;
    if (write(STDERR_FILENO, what, strlen(what)) > 0)
        _exit(99);
}

static void must_read(long fd, const char *what)
{
    char byte;
    must(fd >= 0 && read((int)fd, &byte, 1) == 1, what);
    close((int)fd);
}

static void call_hooks(const char *path)
{
    struct stat status;
    struct statx extended;
    must_read(open(path, O_RDONLY), "open\n");
    must_read(open64(path, O_RDONLY), "open64\n");
    must_read(openat(AT_FDCWD, path, O_RDONLY), "openat\n");
    must_read(openat64(AT_FDCWD, path, O_RDONLY), "openat64\n");
    must_read(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY), "syscall\n");
    must(stat(path, &status) == 0, "stat\n");
    must(lstat(path, &status) == 0, "lstat\n");
    must(fstatat(AT_FDCWD, path, &status, 0) == 0, "fstatat\n");
    must(fstat(STDERR_FILENO, &status) == 0, "fstat\n");
    must(statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &extended) == 0, "statx\n");
    must(open("/nowhere/config.yaml", O_RDONLY) < 0, "missing\n");
    if (STREAMS) {
        FILE *stream = fopen(path, "r");
        must(stream && getc(stream) != EOF && fclose(stream) == 0, "fopen\n");
    }
}

static void call_all(void)
{
    call_hooks("config.yaml");
    call_hooks("/etc/passwd");
}

#ifdef CONSTRUCTOR
__attribute__((constructor)) static void construct(void)
{
    call_all();
}
#endif

#ifdef ALLOCATOR
extern void *__libc_malloc(size_t size);

void *malloc(size_t size)
{
    static __thread int inside;
    if (inside++ == 0)
        call_all();
    inside--;
    return __libc_malloc(size);
}
#endif

#ifdef PROGRAM
__attribute__((section(".preinit_array"), used)) static void (*before_all)(void) = call_all;

int main(void)
{
    char bytes[100];
    ssize_t length = read(open("config.yaml", O_RDONLY), bytes, sizeof bytes);
    return length < 0 || fwrite(bytes, 1, (size_t)length, stdout) != (size_t)length;
}
#endif
