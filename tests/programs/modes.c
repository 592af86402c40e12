/* SPDX-License-Identifier: Apache-2.0 */
/* modes DIRECTORY: creates files in DIRECTORY through every variadic way, and writes which modes they have. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int __open(const char *path, int flags, ...);

static void print(const char *way, long fd)
{
    struct stat status;
    if (fd < 0 || fstat((int)fd, &status) < 0)
        perror(way);
    else
        printf("%s: %o\n", way, status.st_mode);
    close((int)fd);
    unlink("config.yaml");
}

int main(int argc, char **argv)
{
    const int create = O_CREAT | O_EXCL | O_RDWR, unnamed = O_TMPFILE | O_RDWR;
    if (argc != 2 || chdir(argv[1]) < 0)
        return 2;
    umask(0);
    print("open", open("config.yaml", create, 0604));
    print("open64", open64("config.yaml", create, 0641));
    print("__open", __open("config.yaml", create, 0642));
    print("openat", openat(AT_FDCWD, "config.yaml", create, 0643));
    print("openat64", openat64(AT_FDCWD, "config.yaml", create, 0644));
    print("creat", creat("config.yaml", 0645));
    print("syscall", syscall(SYS_openat, AT_FDCWD, "config.yaml", create, 0646));
    print("O_TMPFILE open", open(".", unnamed, 0614));
    print("O_TMPFILE openat", openat(AT_FDCWD, ".", unnamed, 0624));
    print("O_TMPFILE syscall", syscall(SYS_openat, AT_FDCWD, ".", unnamed, 0634));
    print("set-id bits", open("config.yaml", create, 07777));
    return 0;
}
