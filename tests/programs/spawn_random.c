/* SPDX-License-Identifier: Apache-2.0 */
/* spawn_random SEED COUNT REPORT: makes COUNT random lists of posix_spawn's file actions, spawns with each, and appends
 * to the file REPORT (an absolute path) what came of it: the error, or all that the child was given. spawn_random show
 * REPORT is that child. In a directory with config.yaml, link.yaml and other.yaml, and the same in sub. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define DESCRIPTORS 16 /* those that actions say are below */

extern char **environ;

static char report[1 << 16];
static size_t report_length;

static void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    report_length += (size_t)vsnprintf(report + report_length, sizeof report - report_length, format, arguments);
    va_end(arguments);
}

static int append_report(const char *path)
{
    int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);
    return fd < 0 || write(fd, report, report_length) != (ssize_t)report_length || close(fd) != 0;
}

/* --- the child: its directory, and of each descriptor the file, the flags, the content, and whose offset it shares */

static int show(const char *path)
{
    struct stat status;
    char content[32];
    note("in %s\n", getcwd(content, sizeof content) ? content : strerror(errno));
    stat(".", &status);
    note("in %ju\n", (uintmax_t)status.st_ino);
    for (int fd = 0; fd < 64; fd++)
        lseek(fd, 100 + fd, SEEK_SET);
    for (int fd = 0; fd < 64; fd++) {
        if (fstat(fd, &status) < 0)
            continue;
        ssize_t length = S_ISREG(status.st_mode) ? pread(fd, content, sizeof content, 0) : 0;
        /* A file that an action made has another inode each time; what is served does not show O_NOFOLLOW. */
        note("%d: file %ju of mode %o, flags %o, offset %jd", fd, (uintmax_t)(length > 0 ? status.st_ino : 0),
             status.st_mode, (unsigned)(fcntl(fd, F_GETFL) & ~O_NOFOLLOW), (intmax_t)lseek(fd, 0, SEEK_CUR));
        note(": %.*s\n", length > 0 ? (int)length : 0, content);
    }
    return append_report(path);
}

/* --- the parent */

static uint64_t state;
static char start[4096]; /* the directory */

static unsigned below(unsigned limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % limit;
}

#define ONE_OF(array) ((array)[below(sizeof(array) / sizeof *(array))])

static void add_one(posix_spawn_file_actions_t *actions)
{
    static const char *const files[] = {"config.yaml",    "config.yaml", "config.yaml",   "sub/config.yaml",
                                        "../config.yaml", "link.yaml",   "./config.yaml", "other.yaml",
                                        "/dev/null",      "absent.yaml", "sub",           "."};
    static const int flags[] = {O_RDONLY,  O_RDONLY, O_RDONLY, O_CREAT, O_DIRECTORY, O_PATH,
#ifdef __GLIBC__ /* with musl it depends on the number of a pipe of its own whether the child has it */
                                O_CLOEXEC,
#endif
                                O_NOFOLLOW};
    const char *const directories[] = {"sub", "sub", ".", start, start, "absent"};
    const int fd = (int)below(DESCRIPTORS);
    const char *path;
    int flag;
    switch (below(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
        path = ONE_OF(files);
        flag = ONE_OF(flags);
        path = flag == O_CREAT ? "absent.yaml" : path; /* nothing is made elsewhere */
        note("  open %s as %d with %o", path, fd, (unsigned)flag);
        errno = posix_spawn_file_actions_addopen(actions, fd, path, flag, 0644);
        break;
    case 4:
    case 5:
        flag = (int)below(DESCRIPTORS);
        note("  dup2 %d as %d", flag, fd);
        errno = posix_spawn_file_actions_adddup2(actions, flag, fd);
        break;
    case 6:
        note("  close %d", fd);
        errno = posix_spawn_file_actions_addclose(actions, fd);
        break;
    case 7:
        path = ONE_OF(directories);
        note("  chdir %s", path);
        errno = posix_spawn_file_actions_addchdir_np(actions, path);
        break;
    case 8:
        note("  fchdir %d", fd);
        errno = posix_spawn_file_actions_addfchdir_np(actions, fd);
        break;
    default:
#ifdef __GLIBC__
        note("  closefrom %d", fd);
        errno = posix_spawn_file_actions_addclosefrom_np(actions, fd);
#else
        errno = 0;
#endif
    }
    note(": %d\n", errno);
}

/* Returned by value, as some programs do. */
static posix_spawn_file_actions_t make_actions(void)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (below(8) == 0) { /* and initialised again, without destroy */
        add_one(&actions);
        posix_spawn_file_actions_init(&actions);
    }
    for (unsigned count = below(7); count > 0; count--)
        add_one(&actions);
    return actions;
}

static int spawn_one(const char *self, const char *path)
{
    char name[] = "spawn_random", word[] = "show", *argv[] = {name, word, strdup(path), NULL};
    posix_spawn_file_actions_t actions = make_actions();
    for (unsigned count = below(8); count > 0; count--)
        add_one(&actions);
    if (append_report(path) != 0)
        return 1;
    for (unsigned count = 1 + below(2); count > 0; count--) {
        pid_t child = -1;
        int status = 0;
        report_length = 0;
        int error = posix_spawn(&child, self, &actions, NULL, argv, environ);
        if (error == 0 && (waitpid(child, &status, 0) != child || status != 0))
            return 1;
        note("ends with %d\n", error);
        if (append_report(path) != 0)
            return 1;
    }
    report_length = 0;
    if (below(10) != 0)
        posix_spawn_file_actions_destroy(&actions);
    free(argv[2]);
    return 0;
}

/* Opens path as fd, which the children are given unless flags say otherwise. */
static void inherit(int fd, const char *path, int flags)
{
    int opened = open(path, flags);
    if (opened == fd)
        return;
    if (opened < 0 || dup3(opened, fd, flags & O_CLOEXEC) < 0)
        exit(2);
    close(opened);
}

int main(int argc, char **argv)
{
    char self[4096] = {0};
    if (argc == 3)
        return show(argv[2]);
    if (argc != 4 || readlink("/proc/self/exe", self, sizeof self - 1) < 0 || !getcwd(start, sizeof start))
        return 2;
    state = strtoull(argv[1], NULL, 10);
    for (int fd = 3; fd < 64; fd++)
        close(fd);
    inherit(0, "/dev/null", O_RDWR);
    inherit(3, ".", O_RDONLY);
    inherit(4, "sub", O_PATH);
    inherit(6, "config.yaml", O_RDONLY);
    inherit(8, "sub", O_RDONLY | O_CLOEXEC);
    for (long count = strtol(argv[2], NULL, 10); count > 0; count--) {
        note("list %ld\n", count);
        unlink("absent.yaml");
        unlink("sub/absent.yaml");
        if (spawn_one(self, argv[3]) != 0)
            return 1;
    }
    return 0;
}
