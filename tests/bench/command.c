/* SPDX-License-Identifier: Apache-2.0 */
/* What a whole command costs, for scripts/bench. Small, because a child's peak memory counts from that of the process
 * it is forked from, which Python's would hide; and outside of the shim, which is given to the command alone.
 *
 * usage: command [NAME=VALUE ...] -- COMMAND ...
 * runs COMMAND with standard output thrown away and prints a line: seconds of processor time of it and the
 * children it waited for, KiB of the largest's peak memory. Ends with the command's status. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds_of(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
    posix_spawn_file_actions_t actions;
    struct rusage usage;
    int status;
    pid_t child;
    for (argv++; argc > 1 && *argv && strcmp(*argv, "--") != 0; argv++) {
        putenv(*argv);
    }
    if (!*argv || *++argv == NULL) {
        errx(2, "usage: command [NAME=VALUE ...] -- COMMAND ...");
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    errno = posix_spawnp(&child, *argv, &actions, NULL, argv, environ);
    if (errno != 0) {
        err(127, "%s", *argv);
    }
    wait4(child, &status, 0, &usage);
    printf("%.6f %ld\n", seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime), usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
