/* SPDX-License-Identifier: Apache-2.0 */
/* pointers KIND PATH: calls what opens, inspects and executes with pointers that lead nowhere, each in a process of its
 * own, and writes how it ended. KIND is unmapped, forbidden (a page without rights) or unterminated (a string that runs
 * to the end of the last page that can be read). PATH is a file. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *bad_pointer(const char *kind)
{
    const size_t page = (size_t)getpagesize();
    const size_t hole = 64 << 20; /* what is mapped later comes into its end, not here */
    char *pages = mmap(NULL, hole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages, page, PROT_READ | PROT_WRITE);
    if (strcmp(kind, "forbidden") != 0)
        munmap(pages + page, hole - page);
    if (strcmp(kind, "unterminated") != 0)
        return pages + page;
    memset(pages, 'A', page);
    return pages + page - 16;
}

static void report(const char *call, int status)
{
    if (WIFSIGNALED(status))
        printf("%s: signal %d\n", call, WTERMSIG(status));
    else if (WEXITSTATUS(status) != 0)
        printf("%s: %s\n", call, strerror(WEXITSTATUS(status)));
    else
        printf("%s: done\n", call);
}

/* call is an expression that says whether it failed, with the reason in errno. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        int ended;                                                                                                     \
        fflush(stdout);                                                                                                \
        pid_t child = fork();                                                                                          \
        if (child == 0)                                                                                                \
            _exit((call) ? errno : 0);                                                                                 \
        waitpid(child, &ended, 0);                                                                                     \
        report(#call, ended);                                                                                          \
    } while (0)

static int spawned(int error)
{
    errno = error;
    return error != 0;
}

/* A shell that was not started ends with 127. */
static int unstarted(int status)
{
    errno = EFAULT;
    return WIFEXITED(status) && WEXITSTATUS(status) == 127;
}

static void try_exec(void *bad)
{
    char *good[] = {(char[]){"true"}, NULL}, *holds_bad[] = {bad, NULL};
    char *names_bad[] = {(char[]){"ldconfig"}, bad, NULL};
    char **bad_list = bad, *const *own = environ;
    TRY(execve(bad, good, environ));
    TRY(execve("/bin/true", bad_list, environ));
    TRY(execve("/bin/true", holds_bad, environ));
    TRY(execve("/bin/true", good, bad_list));
    TRY(execve("/bin/true", good, holds_bad));
    TRY(execve("/sbin/ldconfig", names_bad, environ)); /* which is static, so that inlay looks at what it is given */
    TRY(execve("/nowhere", good, bad_list));
    TRY(execv(bad, good));
    TRY(execv("/bin/true", holds_bad));
    TRY(execvp("true", holds_bad));
    TRY(execvpe("true", good, holds_bad));
    TRY(execl(bad, "true", NULL));
    TRY(execl("/bin/true", bad, NULL));
    TRY(execlp("true", bad, NULL));
    TRY(execle("/bin/true", "true", NULL, holds_bad));
    TRY(execveat(AT_FDCWD, bad, good, environ, 0));
    TRY(execveat(AT_FDCWD, "/bin/true", holds_bad, environ, 0));
    TRY(execveat(AT_FDCWD, "/bin/true", good, holds_bad, 0));
    TRY(fexecve(open("/bin/true", O_RDONLY), holds_bad, environ));
    TRY(fexecve(open("/bin/true", O_RDONLY), good, holds_bad));
    TRY(fexecve(open("/bin/true", O_RDONLY), good, bad_list));
    TRY(syscall(SYS_execve, bad, good, environ));
    TRY(syscall(SYS_execve, "/bin/true", bad, environ));
    TRY(syscall(SYS_execve, "/bin/true", good, bad));
    TRY(syscall(SYS_execve, "/bin/true", good, holds_bad));
    TRY(syscall(SYS_execveat, AT_FDCWD, bad, good, environ, 0));
    TRY(syscall(SYS_execveat, AT_FDCWD, "/bin/true", good, holds_bad, 0));
    environ = holds_bad;
    TRY(execv("/bin/true", good));
    TRY(execl("/bin/true", "true", NULL));
    TRY(unstarted(system("true")));
    environ = (char **)own;
    TRY(execve("/bin/true", good, environ));
}

static void try_spawn(void *bad)
{
    pid_t process;
    char *good[] = {(char[]){"true"}, NULL}, *holds_bad[] = {bad, NULL};
    TRY(spawned(posix_spawn(&process, bad, NULL, NULL, good, environ)));
    TRY(spawned(posix_spawn(&process, "/bin/true", NULL, NULL, holds_bad, environ)));
    TRY(spawned(posix_spawn(&process, "/bin/true", NULL, NULL, good, holds_bad)));
    TRY(spawned(posix_spawn(&process, "/bin/true", NULL, NULL, good, bad)));
    TRY(spawned(posix_spawnp(&process, bad, NULL, NULL, good, environ)));
    TRY(spawned(posix_spawnp(&process, "true", NULL, NULL, good, holds_bad)));
    TRY(unstarted(system(bad)));
    TRY(!popen(bad, "r"));
    clearenv();
    TRY(unstarted(system(bad)));
    TRY(!popen(bad, "r"));
}

static void try_files(void *bad, const char *path)
{
    struct stat status;
    TRY(open(bad, O_RDONLY) < 0);
    TRY(openat(AT_FDCWD, bad, O_RDONLY) < 0);
    TRY(syscall(SYS_openat2, AT_FDCWD, bad, bad, 24) < 0);
    TRY(syscall(SYS_openat2, AT_FDCWD, path, bad, 24) < 0);
    TRY(!fopen(bad, "r"));
    TRY(!freopen(bad, "r", stdin));
    TRY(!freopen(path, "r", stdin));
    TRY(stat(bad, &status));
    TRY(access(bad, R_OK));
    TRY(chroot(bad));
    TRY(stat(path, bad));
    TRY(lstat(path, bad));
    TRY(fstatat(AT_FDCWD, path, bad, 0));
    TRY(statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, bad));
    TRY(syscall(SYS_newfstatat, AT_FDCWD, path, bad, 0));
    TRY(syscall(SYS_statx, AT_FDCWD, path, 0, STATX_BASIC_STATS, bad));
    TRY(stat(path, NULL));
    TRY(readlink(bad, (char *)&status, sizeof status) < 0);
    TRY(readlink(path, bad, 8) < 0);
    TRY(symlink(bad, path));
    TRY(symlink(path, bad));
    TRY(symlinkat(bad, AT_FDCWD, path));
    TRY(link(bad, path));
    TRY(linkat(AT_FDCWD, "/", AT_FDCWD, bad, 0));
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    void *bad = bad_pointer(argv[1]);
    try_files(bad, argv[2]);
    try_exec(bad);
    try_spawn(bad);
    return 0;
}
