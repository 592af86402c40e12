/* SPDX-License-Identifier: Apache-2.0 */
/* in_thread FILE: copies FILE to standard output, in a thread with the stack that the C library gives one. */
#include <fcntl.h>
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static void *copy(void *path)
{
    char piece[512];
    ssize_t length;
    int fd = open(path, O_RDONLY);
    while ((length = read(fd, piece, sizeof piece)) > 0) {
        if (write(STDOUT_FILENO, piece, (size_t)length) != length) {
            return NULL;
        }
    }
    return length < 0 ? NULL : path;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    void *copied = NULL;

    return argc != 2 || pthread_create(&thread, NULL, copy, argv[1]) != 0 || pthread_join(thread, &copied) != 0 ||
           !copied;
}
