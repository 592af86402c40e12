/* SPDX-License-Identifier: Apache-2.0 */
/* relative chdir|fchdir|openat|opath DIRECTORY PATH: copies PATH, relative to DIRECTORY, to standard output. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int open_from(const char *way, const char *directory, const char *path)
{
    int from;
    if (strcmp(way, "chdir") == 0) {
        if (chdir(directory) < 0)
            fail(directory);
        return open(path, O_RDONLY);
    }
    from = open(directory, O_DIRECTORY | (strcmp(way, "opath") == 0 ? O_PATH : O_RDONLY));
    if (from < 0)
        fail(directory);
    if (strcmp(way, "fchdir") == 0) {
        if (fchdir(from) < 0)
            fail(directory);
        return open(path, O_RDONLY);
    }
    if (strcmp(way, "opath") == 0 && chdir("/") < 0)
        fail("/");
    return openat(from, path, O_RDONLY);
}

int main(int argc, char **argv)
{
    char bytes[4096];
    ssize_t count;
    int fd;
    if (argc != 4)
        return 2;
    fd = open_from(argv[1], argv[2], argv[3]);
    if (fd < 0)
        fail(argv[3]);
    while ((count = read(fd, bytes, sizeof bytes)) > 0)
        if (write(STDOUT_FILENO, bytes, (size_t)count) != count)
            fail("write");
    return count < 0;
}
