/* SPDX-License-Identifier: Apache-2.0 */
/* exec(3), posix_spawn(3), system(3), popen(3) and their spellings: the launch goes on into children that a program
 * starts with an environment of its own making, and a program that it cannot go on into is said. Each is interposed by
 * itself, because the C library's calls of one another never pass here.
 *
 * Between vfork and exec nothing but the stack may be used, and the parent's memory is the child's: hence the arrays
 * by alloca, and no errno but the real function's. */
#include "shim/preload/unreachable.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/propagate.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"

#include <alloca.h>
#include <stdarg.h>
#include <sys/mman.h>

/* More than this, a thousand variables, is not taken from a stack that may be as small as 16 KiB. What is mapped instead
 * is lost when an exec succeeds after vfork: an environment of that many variables is worth it. */
#define STACK_MAX ((size_t)8 << 10)

/* An environment on its way into an exec. */
struct passage {
    struct exec_environment repair;
    size_t size;              /* of the room for a repaired one; 0 when nothing is missing */
    void *mapped;             /* the room, when it is not on the stack */
    char *const *environment; /* to hand over */
};

static size_t passage_plan(struct passage *passage, char *const *given)
{
    *passage = (struct passage){.environment = given};
    if (active_launch() && exec_environment_plan(&passage->repair, given)) {
        passage->size = passage->repair.pointers * sizeof(char *) + passage->repair.bytes;
    }
    if (passage->size > STACK_MAX) {
        long address =
            kernel_call(SYS_mmap, 0, (long)passage->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        passage->mapped = address < 0 && address > -4096 ? NULL : (void *)address;
    }
    return passage->mapped ? 0 : passage->size;
}

/* stack: as many bytes as passage_plan() said. */
static char *const *passage_enter(struct passage *passage, void *stack)
{
    char *room = passage->mapped ? passage->mapped : stack;
    if (passage->size > 0) {
        size_t pointers = passage->repair.pointers * sizeof(char *);
        passage->environment = exec_environment_write(&passage->repair, (const char **)(void *)room, room + pointers);
    }
    return passage->environment;
}

/* Whether to try again without the launch: with INLAY_ON_ERROR=warn, when it made the arguments too long. */
static bool passage_again(struct passage *passage, const char *program, int result)
{
    const bool too_long = result == E2BIG || (result == -1 && errno == E2BIG);
    if (passage->mapped) {
        kernel_call(SYS_munmap, (long)passage->mapped, (long)passage->size, 0, 0, 0, 0);
    }
    if (!too_long || passage->size == 0) {
        return false;
    }
    const bool warn = active_launch()->warn;
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(program),
        TEXT(": its arguments and environment are too long together with the overrides (give those as a file: "
             "INLAY_OVERRIDES=@PATH)"),
        warn ? TEXT(" (a warning: it runs without them)") : TEXT(""),
    };
    notice_error(pieces, sizeof pieces / sizeof *pieces);
    *passage = (struct passage){.environment = passage->repair.environment};
    return warn;
}

/* The result of call, in which environment stands for what is given, with the launch in it. */
#define WITH_LAUNCH(program, given, call)                                                                              \
    __extension__({                                                                                                    \
        struct passage passage_;                                                                                       \
        size_t size_ = passage_plan(&passage_, (given));                                                               \
        char *const *environment = passage_enter(&passage_, alloca(size_));                                            \
        int result_ = (call);                                                                                          \
        if (passage_again(&passage_, (program), result_)) {                                                            \
            environment = passage_.environment;                                                                        \
            result_ = (call);                                                                                          \
        }                                                                                                              \
        result_;                                                                                                       \
    })

/* The C library's functions say that paths are never NULL; programs pass it all the same, and get EFAULT. */
static const char *unassumed(const char *string)
{
    __asm__("" : "+r"(string));
    return string;
}

static int exec_path(const char *path, char *const argv[], char *const envp[])
{
    path = unassumed(path);
    unreachable_check(AT_FDCWD, path, 0, envp);
    return WITH_LAUNCH(path, envp, REAL(execve)(path, argv, environment));
}

static int exec_command(const char *file, char *const argv[], char *const envp[])
{
    file = unassumed(file);
    unreachable_check_command(file, envp);
    return WITH_LAUNCH(file, envp, REAL(execvpe)(file, argv, environment));
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
    unreachable_check(fd, "", AT_EMPTY_PATH, envp);
    return WITH_LAUNCH("a program", envp, REAL(fexecve)(fd, argv, environment));
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
    unreachable_check(directory, path, flags, envp);
    return WITH_LAUNCH(path, envp, next_execveat(directory, path, argv, environment, flags));
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

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    unreachable_check(AT_FDCWD, path, 0, envp);
    return WITH_LAUNCH(path, envp, REAL(posix_spawn)(pid, path, actions, attributes, argv, environment));
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    unreachable_check_command(file, envp);
    return WITH_LAUNCH(file, envp, REAL(posix_spawnp)(pid, file, actions, attributes, argv, environment));
}

int pidfd_spawn(int *pidfd, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    if (!REAL(pidfd_spawn)) {
        return ENOSYS;
    }
    unreachable_check(AT_FDCWD, path, 0, envp);
    return WITH_LAUNCH(path, envp, NEXT(pidfd_spawn)(pidfd, path, actions, attributes, argv, environment));
}

int pidfd_spawnp(int *pidfd, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    if (!REAL(pidfd_spawnp)) {
        return ENOSYS;
    }
    unreachable_check_command(file, envp);
    return WITH_LAUNCH(file, envp, NEXT(pidfd_spawnp)(pidfd, file, actions, attributes, argv, environment));
}

/* A command line for sh -c. libc itself makes the shell's environment from environ, which other threads may be reading:
 * so where that lacks the launch, the shell is told to set its own and then to run the program's command. */
struct shell_line {
    struct arena arena; /* holds line, when that is not the program's own */
    struct exec_environment repair;
    const char *command; /* the program's; NULL asks whether there is a shell */
    const char *line;    /* to hand over */
};

/* In the inner shell $0 is sh and $$ the process that libc started, as ever. */
static void write_line(void *context)
{
    struct shell_line *shell = context;
    struct buffer out = {.arena = &shell->arena};
    exec_environment_put_exports(&shell->repair, &out);
    buffer_put(&out, TEXT("exec /bin/sh -c -- "));
    put_shell_quoted(&out, text_of(shell->command));
    buffer_put(&out, TEXT(" sh"));
    shell->line = buffer_string(&out);
}

/* False, with errno, when there is no memory. */
static bool shell_line_make(struct shell_line *shell, const char *command)
{
    *shell = (struct shell_line){.command = command, .line = command};
    arena_init(&shell->arena, 0);
    if (!command || !active_launch()) {
        return true;
    }
    unreachable_check(AT_FDCWD, "/bin/sh", 0, environ);
    if (!exec_environment_plan(&shell->repair, environ) || arena_run(&shell->arena, write_line, shell)) {
        return true;
    }
    arena_release(&shell->arena);
    errno = ENOMEM;
    return false;
}

static void shell_line_release(struct shell_line *shell)
{
    const int callers_errno = errno;
    arena_release(&shell->arena);
    errno = callers_errno;
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
