/* SPDX-License-Identifier: Apache-2.0 */
/* open_times COUNT [HOW …]: prints its process, opens config.yaml COUNT times, and ends as HOW says. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int open_once(void)
{
    int fd = open("config.yaml", O_RDONLY);
    if (fd >= 0)
        close(fd);
    return fd;
}

static void open_all(long count)
{
    for (long i = 0; i < count; i++)
        open_once();
}

/* Opens it with one descriptor left. */
static void use_last_descriptor(void)
{
    int held[64], count = 0;
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){64, 64});
    while (count < 64 && (held[count] = open("/dev/null", O_RDONLY)) >= 0)
        count++;
    close(held[--count]);
    open_once();
    while (count > 0)
        close(held[--count]);
}

static void fork_all(long processes, long count)
{
    for (long i = 0; i < processes; i++) {
        if (fork() == 0) {
            open_all(count);
            exit(0);
        }
    }
    while (wait(NULL) > 0)
        continue;
}

int main(int argc, char **argv)
{
    const long count = atol(argv[1]);
    const char *how = argc > 2 ? argv[2] : "";
    printf("%d\n", getpid());
    fflush(stdout);
    if (strcmp(how, "fork") == 0)
        fork_all(atol(argv[3]), count);
    open_all(count);
    if (strcmp(how, "last-descriptor") == 0)
        use_last_descriptor();
    if (strcmp(how, "_exit") == 0)
        _exit(0);
    if (strcmp(how, "exec") == 0) {
        freopen("/dev/null", "w", stdout);
        execv(argv[3], argv + 3);
    }
    for (int i = 0; strcmp(how, "exec-fails") == 0 && i < 3; i++)
        execve("none", argv, environ);
    if (strcmp(how, "vfork") == 0) {
        if (vfork() == 0) {
            execvp(argv[3], argv + 3);
            _exit(127);
        }
        wait(NULL);
    }
    return 0;
}
