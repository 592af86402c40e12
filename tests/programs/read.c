/* SPDX-License-Identifier: Apache-2.0 */
/* read MODE PATH: reads PATH in one of the ways of C programs, and writes the bytes and then the sizes that stat(2) and
 * fstat(2) give. Built plain, with 64-bit offsets, fortified, and against musl. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Not constant, so that a fortified build calls __open_2 and its like. */
static volatile int flags = O_RDONLY | O_CLOEXEC;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void print_sizes(const char *path, int fd)
{
    struct stat by_path, by_link, by_directory, by_descriptor;
    if (stat(path, &by_path) || lstat(path, &by_link) || fstatat(AT_FDCWD, path, &by_directory, 0) ||
        fstat(fd, &by_descriptor))
        fail("stat");
    printf("%lld %lld %lld %lld\n", (long long)by_path.st_size, (long long)by_link.st_size,
           (long long)by_directory.st_size, (long long)by_descriptor.st_size);
}

static void copy_descriptor(int fd)
{
    char bytes[64];
    ssize_t count;
    while ((count = read(fd, bytes, sizeof bytes)) > 0)
        fwrite(bytes, 1, (size_t)count, stdout);
    if (count < 0)
        fail("read");
}

static void copy_stream(FILE *stream, const char *path)
{
    int c;
    if (!stream)
        fail(path);
    while ((c = getc(stream)) != EOF)
        putchar(c);
    print_sizes(path, fileno(stream));
}

static void copy_mapping(int fd)
{
    struct stat status;
    char *bytes;
    if (fstat(fd, &status))
        fail("fstat");
    bytes = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (bytes == MAP_FAILED)
        fail("mmap");
    fwrite(bytes, 1, (size_t)status.st_size, stdout);
}

/* As many bytes as stat said, no more and no fewer: the habit that breaks when the two disagree. */
static void copy_exactly(int fd, const char *path)
{
    struct stat status;
    char *bytes;
    if (stat(path, &status))
        fail(path);
    bytes = malloc((size_t)status.st_size + 1);
    if (!bytes || read(fd, bytes, (size_t)status.st_size + 1) != status.st_size)
        fail("short or long read");
    fwrite(bytes, 1, (size_t)status.st_size, stdout);
}

int main(int argc, char **argv)
{
    const char *mode, *path;
    int fd;
    if (argc != 3)
        return 2;
    mode = argv[1];
    path = argv[2];
    if (strcmp(mode, "fopen") == 0) {
        copy_stream(fopen(path, "r"), path);
        return 0;
    }
    if (strcmp(mode, "freopen") == 0) {
        copy_stream(freopen(path, "r", stdin), path);
        return 0;
    }
    fd = strcmp(mode, "openat") == 0 ? openat(AT_FDCWD, path, flags) : open(path, flags);
    if (fd < 0)
        fail(path);
    if (strcmp(mode, "mmap") == 0)
        copy_mapping(fd);
    else if (strcmp(mode, "exact") == 0)
        copy_exactly(fd, path);
    else
        copy_descriptor(fd);
    print_sizes(path, fd);
    return 0;
}
