/* exec(3), posix_spawn(3), system(3), popen(3) and their spellings: the launch goes on into children that a program
 * starts with an environment of its own making. Each is interposed by itself, because the C library's calls of one
 * another never pass here.
 *
 * Between vfork and exec nothing but the stack may be used, and the parent's memory is the child's: hence the arrays
 * by alloca, and no errno but the real function's. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/propagate.h"
#include "shim/serve/kernel.h"

#include <alloca.h>
#include <spawn.h>
#include <stdarg.h>
#include <sys/mman.h>

/* More than this is not taken from a stack that may be small. What is mapped instead is never given back when the exec
 * succeeds after vfork: an environment of so many variables is worth that. */
#define STACK_MAX ((size_t)128 << 10)

static void *mapped(size_t size)
{
    long address = kernel_call(SYS_mmap, 0, (long)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return address < 0 && address > -4096 ? NULL : (void *)address;
}

static char *const *repaired(const struct repair *repair, void *room)
{
    size_t pointers = repair->pointers * sizeof(char *);
    return room ? repair_apply(repair, room, (char *)room + pointers) : repair->environment;
}

/* environment, or on the caller's stack one that has the launch. */
#define REPAIRED(environment)                                                                                          \
    __extension__({                                                                                                    \
        struct repair repair_;                                                                                         \
        char *const *result_ = (environment);                                                                          \
        if (active_launch() && repair_plan(&repair_, result_)) {                                                       \
            size_t size_ = repair_.pointers * sizeof(char *) + repair_.bytes;                                          \
            result_ = repaired(&repair_, size_ <= STACK_MAX ? alloca(size_) : mapped(size_));                          \
        }                                                                                                              \
        result_;                                                                                                       \
    })

/* The real function. Before the constructor it is looked up on the spot: whoever runs a program is no allocator. */
#define REAL(name) (NEXT(name) ? (void)0 : next_resolve(), NEXT(name))

int execve(const char *path, char *const argv[], char *const envp[])
{
    return REAL(execve)(path, argv, REPAIRED(envp));
}

int execv(const char *path, char *const argv[])
{
    return REAL(execve)(path, argv, REPAIRED(environ));
}

int execvp(const char *file, char *const argv[])
{
    return REAL(execvpe)(file, argv, REPAIRED(environ));
}

int execvpe(const char *file, char *const argv[], char *const envp[])
{
    return REAL(execvpe)(file, argv, REPAIRED(envp));
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
    return REAL(fexecve)(fd, argv, REPAIRED(envp));
}

int execveat(int directory, const char *path, char *const argv[], char *const envp[], int flags)
{
    char *const *environment = REPAIRED(envp);
    if (REAL(execveat)) {
        return NEXT(execveat)(directory, path, argv, environment, flags);
    }
    return (int)libc_result(kernel_call(SYS_execveat, directory, (long)path, (long)argv, (long)environment, flags, 0));
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

/* Programs do pass NULL for the first argument, which the C library's prototypes deny. */
static const char *unassumed(const char *first)
{
    __asm__("" : "+r"(first));
    return first;
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
    return REAL(execve)(path, (char *const *)argv, REPAIRED(environ));
}

int execlp(const char *file, const char *first, ...)
{
    ARGUMENTS(argv, first);
    return REAL(execvpe)(file, (char *const *)argv, REPAIRED(environ));
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
    return REAL(execve)(path, (char *const *)argv, REPAIRED(envp));
}

int posix_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    return REAL(posix_spawn)(pid, path, actions, attributes, argv, REPAIRED(envp));
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
    return REAL(posix_spawnp)(pid, file, actions, attributes, argv, REPAIRED(envp));
}

/* A command line for sh -c that gives the launch to the shell that runs command. */
struct wrapping {
    struct arena arena;
    const struct repair *repair;
    const char *command;
    const char *wrapped; /* in arena */
};

static void wrap(void *context)
{
    struct wrapping *wrapping = context;
    struct buffer out = {.arena = &wrapping->arena};
    repair_put_exports(wrapping->repair, &out);
    buffer_put(&out, TEXT("exec /bin/sh -c "));
    put_shell_quoted(&out, text_of(wrapping->command));
    buffer_put(&out, TEXT(" sh")); /* $0, as the C library has it */
    wrapping->wrapped = buffer_string(&out);
}

/* The command to give to the real function; wrapping->arena holds it. libc itself makes the shell's environment from
 * environ, which other threads may be reading: so the shell is told to set its own. */
static const char *wrapped(struct wrapping *wrapping, struct repair *repair, const char *command)
{
    *wrapping = (struct wrapping){.repair = repair, .command = command};
    arena_init(&wrapping->arena, 0);
    if (!command || !active_launch() || !repair_plan(repair, environ)) {
        return command;
    }
    return arena_run(&wrapping->arena, wrap, wrapping) ? wrapping->wrapped : command;
}

int system(const char *command)
{
    struct wrapping wrapping;
    struct repair repair;
    int status = REAL(system)(wrapped(&wrapping, &repair, command));
    int error = errno;
    arena_release(&wrapping.arena);
    errno = error;
    return status;
}

FILE *popen(const char *command, const char *mode)
{
    struct wrapping wrapping;
    struct repair repair;
    FILE *stream = REAL(popen)(wrapped(&wrapping, &repair, command), mode);
    int error = errno;
    arena_release(&wrapping.arena);
    errno = error;
    return stream;
}
