/* SPDX-License-Identifier: Apache-2.0 */
/* storm restart|interrupt FILE CONTENT: looks at and reads FILE while another process sends it SIGURG as fast as it can, with
 * a handler whose calls are restarted (SA_RESTART), or not. Ends with 0 when each round had CONTENT and its size or, where
 * nothing is restarted, EINTR. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ROUNDS 500

static volatile sig_atomic_t signals;

static void count(int number)
{
    signals += number == SIGURG;
}

/* 0: right, 1: interrupted, 2: wrong. */
static int look(const char *path, size_t size)
{
    struct stat seen;
    if (stat(path, &seen) != 0)
        return errno == EINTR ? 1 : 2;
    return (size_t)seen.st_size == size ? 0 : 2;
}

static int read_once(const char *path, const char *content, size_t size)
{
    char bytes[4096];
    const int fd = open(path, O_RDONLY);
    if (fd < 0)
        return errno == EINTR ? 1 : 2;
    const ssize_t length = read(fd, bytes, sizeof bytes);
    close(fd);
    return length == (ssize_t)size && memcmp(bytes, content, size) == 0 ? 0 : 2;
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const int restarts = strcmp(argv[1], "restart") == 0;
    const struct sigaction action = {.sa_handler = count, .sa_flags = restarts ? SA_RESTART : 0};
    const size_t size = strlen(argv[3]);
    const pid_t self = getpid();
    int results[3] = {0};
    sigaction(SIGURG, &action, NULL);
    const pid_t sender = fork();
    while (sender == 0)
        kill(self, SIGURG);
    for (int i = 0; i < ROUNDS; i++) {
        results[look(argv[2], size)]++;
        results[read_once(argv[2], argv[3], size)]++;
    }
    kill(sender, SIGKILL);
    waitpid(sender, NULL, 0);
    fprintf(stderr, "right %d, interrupted %d, wrong %d, signals %d\n", results[0], results[1], results[2],
            (int)signals);
    return results[2] != 0 || (restarts && results[1] != 0);
}
