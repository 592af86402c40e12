/* SPDX-License-Identifier: Apache-2.0 */
/* threads PATH EXPECTED OTHER EXPECTED ORIGINAL ROUNDS: 16 threads read the registered PATH and OTHER, which is not,
 * while three more fork children that do the same, and the main thread replaces PATH by a file with the bytes
 * ORIGINAL. Ends with 1 if one of them ever read something else. */
#include "reader.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { READERS = 16, FORKERS = 3 };

static char **arguments;
static int rounds;
static atomic_int wrong, running = READERS + FORKERS;

static int all_right(void)
{
    return reads_as(arguments[1], arguments[2]) && reads_as(arguments[3], arguments[4]);
}

static void *keep_reading(void *nothing)
{
    for (int i = 0; i < rounds; i++)
        wrong += !all_right();
    running--;
    return nothing;
}

static void *keep_forking(void *nothing)
{
    for (int i = 0; i < rounds / 10; i++) {
        pid_t child = fork();
        int status;
        if (child == 0)
            _exit(!all_right());
        wrong += waitpid(child, &status, 0) != child || status != 0;
    }
    running--;
    return nothing;
}

static void replace(const char *path, const char *bytes)
{
    int fd = open("next", O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd < 0 || write(fd, bytes, strlen(bytes)) < 0 || close(fd) < 0 || rename("next", path) < 0) {
        perror("next");
        exit(2);
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[READERS + FORKERS];

    if (argc != 7)
        return 2;
    arguments = argv;
    rounds = atoi(argv[6]);
    for (int i = 0; i < READERS + FORKERS; i++)
        if (pthread_create(&threads[i], NULL, i < READERS ? keep_reading : keep_forking, NULL) != 0)
            return 2;
    while (running > 0) {
        replace(argv[1], argv[5]);
        usleep(2000);
    }
    for (int i = 0; i < READERS + FORKERS; i++)
        pthread_join(threads[i], NULL);
    if (wrong > 0)
        fprintf(stderr, "%d wrong reads\n", wrong);
    return wrong > 0;
}
