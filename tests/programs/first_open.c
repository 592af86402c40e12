/* SPDX-License-Identifier: Apache-2.0 */
/* first_open THREADS PATH EXPECTED: so many threads open and read PATH at once, the first ones that do. Prints the
 * process's peak memory in KiB, and how many inodes the kernel says that they had open; ends with 1 if one of them read
 * other bytes than EXPECTED's, which another program wrote down there. */
#include "inode.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *path;
static const char *expected;
static size_t size;
static pthread_barrier_t start;
static atomic_int wrong;

static void *read_it(void *inode)
{
    static _Thread_local char piece[65536];
    size_t at = 0;
    ssize_t got;
    pthread_barrier_wait(&start);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    while ((got = read(fd, piece, sizeof piece)) > 0) {
        wrong += at + (size_t)got > size || memcmp(piece, expected + at, (size_t)got) != 0;
        at += (size_t)got;
    }
    wrong += got < 0 || at != size;
    *(unsigned long *)inode = inode_of(fd);
    pthread_barrier_wait(&start); /* all are open at once */
    close(fd);
    return NULL;
}

static int count_different(const unsigned long *numbers, int count)
{
    int different = 0;
    for (int i = 0; i < count; i++) {
        int j = 0;
        while (numbers[j] != numbers[i])
            j++;
        different += i == j;
    }
    return different;
}

int main(int argc, char **argv)
{
    pthread_t threads[64];
    unsigned long inodes[64];
    struct rusage usage;
    struct stat status;
    int count = argc == 4 ? atoi(argv[1]) : 0, fd = count > 0 ? open(argv[3], O_RDONLY) : -1;
    if (count > 64 || fd < 0 || fstat(fd, &status) < 0)
        return 2;
    path = argv[2];
    size = (size_t)status.st_size;
    expected = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    pthread_barrier_init(&start, NULL, (unsigned)count);
    for (int i = 0; i < count; i++)
        if (pthread_create(&threads[i], NULL, read_it, &inodes[i]) != 0)
            return 2;
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    getrusage(RUSAGE_SELF, &usage);
    printf("%ld %d\n", usage.ru_maxrss, count_different(inodes, count));
    return wrong > 0;
}
