/* SPDX-License-Identifier: Apache-2.0 */
/* What the programs that read a registered file from difficult places have in common. */
#ifndef TEST_READER_H
#define TEST_READER_H

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether path is expected, by its bytes and by its size. Async-signal-safe, with less than 1 KiB of stack; errno stays
 * as it is unless something fails. */
static inline int reads_as(const char *path, const char *expected)
{
    char bytes[256];
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    ssize_t length = read(fd, bytes, sizeof bytes);
    int same = fstat(fd, &status) == 0 && status.st_size == length && (size_t)length == strlen(expected) &&
               memcmp(bytes, expected, (size_t)length) == 0;
    close(fd);
    return same && stat(path, &status) == 0 && status.st_size == length;
}

#endif
