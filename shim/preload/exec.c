/* SPDX-License-Identifier: Apache-2.0 */
/* exec(3), posix_spawn(3), system(3), popen(3) and their spellings: the launch goes on into children that a program
 * starts with an environment of its own making, and programs that overrides cannot reach are reported. Each is
 * interposed by itself, because the C library's calls of one another never pass here.
 *
 * Between vfork and exec nothing but the stack may be used, and the parent's memory is the child's: hence the arrays
 * by alloca, and no errno but the real function's. */
#include "shim/preload/exec_environment.h"
#include "shim/preload/exec_memory.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/shell_line.h"
#include "shim/preload/spawn_plan.h"
#include "shim/preload/unreachable.h"
#include "shim/serve/kernel.h"

#include <alloca.h>
#include <stdarg.h>

/* The result of call, in which environment stands for what is given, with the launch in it; what that names goes along.
 * check looks at what will be executed, whose name is for a message; its exec is announced, by the file program, or
 * refused, with the errno refusal. */
#define WITH_LAUNCH(name, given, check, call)                                                                          \
    __extension__({                                                                                                    \
        struct stat program = {.st_ino = 0};                                                                           \
        struct exec_environment environment_;                                                                          \
        const int refusal = exec_environment_take(&environment_, (given)) ? (check) : 0;                               \
        size_t size_ = exec_environment_plan(&environment_);                                                           \
        char *const *environment = exec_environment_complete(&environment_, alloca(size_));                            \
        struct exec_memory memory_;                                                                                    \
        exec_memory_make(&memory_, &environment_);                                                                     \
        int result_ = (call);                                                                                          \
        exec_memory_release(&memory_);                                                                                 \
        if (exec_environment_retry(&environment_, (name), result_)) {                                                  \
            environment = environment_.completed;                                                                      \
            result_ = (call);                                                                                          \
        }                                                                                                              \
        if (result_ != 0) {                                                                                            \
            unreachable_take_back(&program);                                                                           \
        }                                                                                                              \
        result_;                                                                                                       \
    })

#define EXEC(name, given, check, call)                                                                                 \
    WITH_LAUNCH(name, given, check, refusal != 0 ? (int)libc_result(-refusal) : (call))

/* The C library's functions say that paths are never NULL; programs pass it all the same, and get EFAULT. */
static const char *unassumed(const char *string)
{
    __asm__("" : "+r"(string));
    return string;
}

/* If an exec succeeds, this process's numbers are gone. */
static void tell_counts(void)
{
    const struct launch *launch = active_launch();
    if (launch) {
        open_counts_tell(&launch->opens);
    }
}

static int exec_path(const char *path, char *const argv[], char *const envp[])
{
    path = unassumed(path);
    tell_counts();
    return EXEC(path, envp, unreachable_check(AT_FDCWD, path, 0, argv, envp, &program),
                REAL(execve)(path, argv, environment));
}

static int exec_command(const char *file, char *const argv[], char *const envp[])
{
    file = unassumed(file);
    tell_counts();
    return EXEC(file, envp, unreachable_check_command(file, argv, envp, &program),
                REAL(execvpe)(file, argv, environment));
}

int execve(const char *path, char *const argv[], char *const envp[])
{
    return exec_path(path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
    return exec_path(path, argv, environ);
}

int execvp(const char *file, char *const argv[])
{
    return exec_command(file, argv, environ);
}

int execvpe(const char *file, char *const argv[], char *const envp[])
{
    return exec_command(file, argv, envp);
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
    tell_counts();
    return EXEC("a program", envp, unreachable_check(fd, "", AT_EMPTY_PATH, argv, envp, &program),
                REAL(fexecve)(fd, argv, environment));
}

/* glibc before 2.34, and musl, have no execveat. */
static int next_execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags)
{
    return REAL(execveat)
               ? NEXT(execveat)(directory, path, argv, envp, flags)
               : (int)libc_result(kernel_call(SYS_execveat, directory, (long)path, (long)argv, (long)envp, flags, 0));
}

int execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags)
{
    path = unassumed(path);
    tell_counts();
    return EXEC(path, envp, unreachable_check(directory, path, flags, argv, envp, &program),
                next_execveat(directory, path, argv, environment, flags));
}

/* The arguments of execl and its like as an array: first, then those of list up to its NULL. */
static size_t count_arguments(va_list list)
{
    size_t count = 1;
    while (va_arg(list, const char *)) {
        count++;
    }
    return count;
}

static void copy_arguments(const char **argv, const char *first, va_list list)
{
    *argv = first;
    while (*argv++) {
        *argv = va_arg(list, const char *);
    }
}

#define ARGUMENTS(argv, first)                                                                                         \
    va_list arguments_;                                                                                                \
    const char *first_ = unassumed(first);                                                                             \
    va_start(arguments_, first);                                                                                       \
    size_t count_ = first_ ? count_arguments(arguments_) : 0;                                                          \
    va_end(arguments_);                                                                                                \
    const char **argv = alloca((count_ + 1) * sizeof *argv);                                                           \
    va_start(arguments_, first);                                                                                       \
    copy_arguments(argv, first_, arguments_);                                                                          \
    va_end(arguments_)

int execl(const char *path, const char *first, ...)
{
    ARGUMENTS(argv, first);
    return exec_path(path, (char *const *)argv, environ);
}

int execlp(const char *file, const char *first, ...)
{
    ARGUMENTS(argv, first);
    return exec_command(file, (char *const *)argv, environ);
}

/* The environment follows the arguments' NULL. */
int execle(const char *path, const char *first, ...)
{
    ARGUMENTS(argv, first);
    va_list list;
    va_start(list, first);
    while (first_ && va_arg(list, const char *)) {
        continue;
    }
    char *const *envp = va_arg(list, char *const *);
    va_end(list);
    return exec_path(path, (char *const *)argv, envp);
}

/* The same for a spawn, in which planned stands for actions. */
#define SPAWN(name, actions, attributes, given, check, call)                                                           \
    WITH_LAUNCH(name, given, check, __extension__({                                                                    \
                    struct spawn_plan plan_ = {.actions = NULL};                                                       \
                    int error_ = refusal;                                                                              \
                    if (error_ == 0) {                                                                                 \
                        error_ = spawn_plan_make(&plan_, (actions), (attributes), &memory_);                           \
                    }                                                                                                  \
                    const posix_spawn_file_actions_t *planned = plan_.actions;                                         \
                    if (error_ == 0) {                                                                                 \
                        error_ = (call);                                                                               \
                        spawn_plan_release(&plan_);                                                                    \
                    }                                                                                                  \
                    error_;                                                                                            \
                }))

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    return SPAWN(path, actions, attributes, envp, unreachable_check(AT_FDCWD, path, 0, argv, envp, &program),
                 REAL(posix_spawn)(pid, path, planned, attributes, argv, environment));
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    return SPAWN(file, actions, attributes, envp, unreachable_check_command(file, argv, envp, &program),
                 REAL(posix_spawnp)(pid, file, planned, attributes, argv, environment));
}

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    if (!REAL(pidfd_spawn)) {
        return ENOSYS;
    }
    return SPAWN(path, actions, attributes, envp, unreachable_check(AT_FDCWD, path, 0, argv, envp, &program),
                 NEXT(pidfd_spawn)(pidfd, path, planned, attributes, argv, environment));
}

int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    if (!REAL(pidfd_spawnp)) {
        return ENOSYS;
    }
    return SPAWN(file, actions, attributes, envp, unreachable_check_command(file, argv, envp, &program),
                 NEXT(pidfd_spawnp)(pidfd, file, planned, attributes, argv, environment));
}

int system(const char *command)
{
    struct shell_line shell;
    if (!shell_line_make(&shell, command)) {
        return -1;
    }
    int status = REAL(system)(shell.line);
    shell_line_release(&shell);
    return status;
}

static FILE *popen_with_launch(FILE *(*next)(const char *, const char *), const char *command, const char *mode)
{
    struct shell_line shell;
    if (!shell_line_make(&shell, command)) {
        return NULL;
    }
    FILE *stream = next(shell.line, mode);
    shell_line_release(&shell);
    return stream;
}

FILE *popen(const char *command, const char *mode)
{
    return popen_with_launch(REAL(popen), command, mode);
}

FILE *_IO_popen(const char *command, const char *mode)
{
    return popen_with_launch(REAL(_IO_popen), command, mode);
}
