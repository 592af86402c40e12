/* SPDX-License-Identifier: Apache-2.0 */
/* pidfd_spawn NAME COMMAND ARGUMENT ...: runs COMMAND (an absolute path) in an empty environment by the function NAME,
 * pidfd_spawn or pidfd_spawnp. As a library (LIBRARY): these two, for a C library that lacks them. */
#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef int spawn_function(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                           const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]);

#ifdef LIBRARY
spawn_function pidfd_spawn, pidfd_spawnp;

/* By the C library's own posix_spawn, not by what was preloaded before. */
static int spawn(const char *name, int *pidfd, const char *path, char *const argv[], char *const envp[])
{
    int (*next)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const[],
                char *const[]) = dlsym(RTLD_NEXT, name);
    pid_t child;
    int error = next(&child, path, NULL, NULL, argv, envp);
    *pidfd = error == 0 ? (int)syscall(SYS_pidfd_open, child, 0) : -1;
    return error;
}

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    (void)actions, (void)attributes;
    return spawn("posix_spawn", pidfd, path, argv, envp);
}

int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    (void)actions, (void)attributes;
    return spawn("posix_spawnp", pidfd, file, argv, envp);
}
#else
int main(int argc, char **argv)
{
    char *empty[] = {NULL};
    siginfo_t ended;
    int pidfd;

    if (argc < 3)
        return 2;
    spawn_function *function = (spawn_function *)dlsym(RTLD_DEFAULT, argv[1]);
    if (!function)
        return 3;
    int error = function(&pidfd, argv[2], NULL, NULL, argv + 2, empty);
    if (error != 0) {
        puts(strerror(error));
        return 0;
    }
    return waitid((idtype_t)3, (id_t)pidfd, &ended, WEXITED) < 0 || ended.si_status != 0; /* 3: P_PIDFD */
}
#endif
