/* SPDX-License-Identifier: Apache-2.0 */
/* spawner WAY COMMAND ARGUMENT ...: runs COMMAND (an absolute path) in an environment that lost everything, and ends as
 * it does. Each WAY is one function of the C library, or one state that it may find the process in.
 *
 * spawner shell|errors|attributes: prints what those functions tell a program, so that it can be compared with and
 * without inlay. spawner show ARGUMENT ...: prints what it was started with. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS       4
#define SPAWNS        500
#define SMALL_STACK   16384
#define MANY          5000 /* variables */
#define MANY_FAILURES 2000

extern char **environ;
static char *empty[] = {NULL};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int ended(pid_t pid)
{
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid) {
        fail("no child");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* --- one function each; those that return have failed, or waited */

static int way_execve(char **command)
{
    return execve(command[0], command, empty);
}

static int way_execve_null(char **command)
{
    return execve(command[0], command, NULL);
}

static int way_execv(char **command)
{
    clearenv();
    return execv(command[0], command);
}

static int way_environ_null(char **command)
{
    environ = NULL;
    return execv(command[0], command);
}

static int way_environ_swapped(char **command)
{
    environ = empty;
    return execvp(command[0], command);
}

static int way_unsetenv(char **command)
{
    unsetenv("LD_PRELOAD");
    unsetenv("INLAY_OVERRIDES");
    return execv(command[0], command);
}

static int way_putenv(char **command)
{
    static char preload[] = "LD_PRELOAD=", overrides[] = "INLAY_SET=";
    clearenv();
    putenv(preload);
    putenv(overrides);
    unsetenv("INLAY_SET");
    return execv(command[0], command);
}

static int way_execvp(char **command)
{
    clearenv();
    return execvp(strrchr(command[0], '/') + 1, command);
}

static int way_execvpe(char **command)
{
    return execvpe(strrchr(command[0], '/') + 1, command, empty);
}

static int way_execl(char **command)
{
    clearenv();
    return execl(command[0], command[0], command[1], (char *)NULL);
}

static int way_execlp(char **command)
{
    clearenv();
    return execlp(strrchr(command[0], '/') + 1, command[0], command[1], (char *)NULL);
}

static int way_execle(char **command)
{
    return execle(command[0], command[0], command[1], (char *)NULL, empty);
}

static int way_fexecve(char **command)
{
    return fexecve(open(command[0], O_RDONLY | O_CLOEXEC), command, empty);
}

static int way_syscall_execve(char **command)
{
    return (int)syscall(SYS_execve, command[0], command, empty);
}

static int way_syscall_execveat(char **command)
{
    return (int)syscall(SYS_execveat, AT_FDCWD, command[0], command, empty, 0);
}

#ifdef __GLIBC__
static int way_execveat(char **command)
{
    return execveat(AT_FDCWD, command[0], command, empty, 0);
}

static int way_execveat_descriptor(char **command)
{
    return execveat(open(command[0], O_PATH | O_CLOEXEC), "", command, empty, AT_EMPTY_PATH);
}
#endif

static int way_vfork(char **command)
{
    pid_t pid = vfork();
    if (pid == 0) {
        execve(command[0], command, empty);
        _exit(127);
    }
    return ended(pid);
}

static int way_posix_spawn(char **command)
{
    pid_t pid;
    return posix_spawn(&pid, command[0], NULL, NULL, command, empty) != 0 ? -1 : ended(pid);
}

static int way_posix_spawnp(char **command)
{
    pid_t pid;
    return posix_spawnp(&pid, strrchr(command[0], '/') + 1, NULL, NULL, command, empty) != 0 ? -1 : ended(pid);
}

static void shell_line(char *out, size_t size, char **command)
{
    snprintf(out, size, "%s '%s'", command[0], command[1]);
}

static int way_system(char **command)
{
    char line[4096];
    clearenv();
    shell_line(line, sizeof line, command);
    return WEXITSTATUS(system(line));
}

static int copy_stream(FILE *stream)
{
    int c;
    if (!stream) {
        fail("popen");
    }
    while ((c = getc(stream)) != EOF) {
        putchar(c);
    }
    return WEXITSTATUS(pclose(stream));
}

static int way_popen(char **command)
{
    char line[4096];
    clearenv();
    shell_line(line, sizeof line, command);
    return copy_stream(popen(line, "re"));
}

#ifdef __GLIBC__
extern FILE *_IO_popen(const char *command, const char *mode);

static int way_IO_popen(char **command)
{
    char line[4096];
    clearenv();
    shell_line(line, sizeof line, command);
    return copy_stream(_IO_popen(line, "r"));
}
#endif

/* --- states */

static char *variables[MANY + 1];

static void make_variables(void)
{
    for (size_t i = 0; i < MANY; i++) {
        variables[i] = malloc(32);
        snprintf(variables[i], 32, "VARIABLE_%zu=value", i);
    }
}

static long mapped_pages(void)
{
    FILE *stream = fopen("/proc/self/statm", "r");
    long pages = 0;
    if (!stream || fscanf(stream, "%ld", &pages) != 1) {
        fail("/proc/self/statm");
    }
    fclose(stream);
    return pages;
}

/* Thousands of variables; and execs that fail, as those of a search in PATH do, cost no memory. */
static int way_many_variables(char **command)
{
    make_variables();
    long before = mapped_pages();

    for (int i = 0; i < MANY_FAILURES; i++) {
        execve("/no/such/program", command, variables);
    }
    if (mapped_pages() - before > 100) {
        fprintf(stderr, "%ld pages were lost\n", mapped_pages() - before);
        return 1;
    }
    return execve(command[0], command, variables);
}

static void *spawn_once(void *command)
{
    return (void *)(long)(way_posix_spawnp(command) | way_vfork(command) | way_popen(command));
}

static void *spawn_with_many_variables(void *given)
{
    char **command = given;
    pid_t pid = vfork();
    if (pid == 0) {
        execve(command[0], command, variables);
        _exit(127);
    }
    return (void *)(long)ended(pid);
}

static int in_small_stack(void *(*spawn)(void *), char **command)
{
    pthread_attr_t attributes;
    pthread_t thread;
    void *result;

    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, SMALL_STACK) != 0 ||
        pthread_create(&thread, &attributes, spawn, command) != 0 || pthread_join(thread, &result) != 0) {
        fail("thread");
    }
    return (int)(long)result;
}

static int way_small_stack(char **command)
{
    return in_small_stack(spawn_once, command);
}

static int way_small_stack_many_variables(char **command)
{
    make_variables();
    return in_small_stack(spawn_with_many_variables, command);
}

static void *spawn_often(void *command)
{
    long failures = 0;
    for (int i = 0; i < SPAWNS; i++) {
        failures += (i % 2 == 0 ? way_vfork(command) : way_posix_spawn(command)) != 0;
    }
    return (void *)failures;
}

/* The command is to end with 0 if it has the launch. */
static int way_threads(char **command)
{
    pthread_t threads[THREADS];
    long failures = 0;
    void *result;

    for (size_t i = 0; i < THREADS; i++) {
        if (pthread_create(&threads[i], NULL, spawn_often, command) != 0) {
            fail("thread");
        }
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &result);
        failures += (long)result;
    }
    return failures != 0;
}

/* --- what the functions tell */

static void print_status(const char *what, int status)
{
    printf("%s: %s %d\n", what, WIFSIGNALED(status) ? "signal" : "status",
           WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    fflush(stdout);
}

static int show_shell(void)
{
    static const char *const commands[] = {
        "exit 7",
        "kill -TERM $$",
        "echo \"$0\" \"$#\" 'single' \\\\ \"'\"",
        "syntax error (",
        "no-such-command-at-all",
        "",
        "true &",
        "echo out; echo in two lines\necho next",
        "test \"$(ps -o ppid= -p $$ | tr -d ' ')\" = \"$PARENT\"",
    };
    char parent[32];
    clearenv();
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    setenv("PARENT", parent, 1);
    printf("shell: %d\n", system(NULL) != 0);
    fflush(stdout);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        print_status(commands[i], system(commands[i]));
        FILE *stream = popen(commands[i], "r");
        if (!stream) {
            fail("popen");
        }
        for (int c; (c = getc(stream)) != EOF;) {
            putchar(c);
        }
        print_status(commands[i], pclose(stream));
    }
    FILE *stream = popen("cat; exit 5", "w");
    fputs("written\n", stream);
    print_status("popen for writing", pclose(stream));
    errno = 0;
    printf("bad mode: %d %s\n", popen("true", "x") == NULL, strerror(errno));
    return 0;
}

static int show_errors(void)
{
    char *command[] = {"command", NULL};
    static const char *const paths[] = {"/no/such", "/etc", "./text", "./unexecutable", "", "no-such-command-at-all"};
    pid_t pid;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        printf("execve %s: %d", paths[i], execve(paths[i], command, empty));
        printf(" %s\n", strerror(errno));
        if (strcmp(paths[i], "./text") != 0) { /* a shell runs that one */
            printf("execvp %s: %d", paths[i], execvp(paths[i], command));
            printf(" %s\n", strerror(errno));
        }
        errno = 0;
        printf("posix_spawn %s: %s, errno %d\n", paths[i],
               strerror(posix_spawn(&pid, paths[i], NULL, NULL, command, empty)), errno);
    }
    printf("fexecve: %d", fexecve(-1, command, empty));
    printf(" %s\n", strerror(errno));
    return 0;
}

static int show_attributes(const char *self)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t actions;
    sigset_t blocked;
    char *command[] = {"spawner", "show", "an argument", "", NULL};
    pid_t pid;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    signal(SIGUSR2, SIG_IGN);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &blocked);
    sigaddset(&blocked, SIGUSR2);
    posix_spawnattr_setsigdefault(&attributes, &blocked);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, 1, 9);
    return posix_spawn(&pid, self, &actions, &attributes, command, empty) != 0 ? 1 : ended(pid);
}

/* Arguments by the hundred, which execl takes one by one. */
static int show_arguments(const char *self)
{
    clearenv();
#define TEN(word) word, word, word, word, word, word, word, word, word, word
    return execl(self, "", "show", TEN(""), TEN("a b"), TEN(TEN("ten")), TEN(TEN("x")), TEN(TEN("y")), (char *)NULL);
}

static int show(int argc, char **argv)
{
    struct sigaction action;
    sigset_t blocked;
    sigprocmask(SIG_SETMASK, NULL, &blocked);
    sigaction(SIGUSR2, NULL, &action);
    printf("group of its own %d, SIGUSR1 blocked %d, SIGUSR2 ignored %d, descriptor 9 %d, %d arguments:",
           getpgrp() == getpid(), sigismember(&blocked, SIGUSR1), action.sa_handler == SIG_IGN, fcntl(9, F_GETFD) >= 0,
           argc);
    for (int i = 0; i < argc; i++) {
        printf(" [%s]", argv[i]);
    }
    putchar('\n');
    return 0;
}

static const struct {
    const char *name;
    int (*run)(char **command);
} ways[] = {
    {"execve", way_execve},
    {"execve-null", way_execve_null},
    {"execv", way_execv},
    {"environ-null", way_environ_null},
    {"environ-swapped", way_environ_swapped},
    {"unsetenv", way_unsetenv},
    {"putenv", way_putenv},
    {"execvp", way_execvp},
    {"execvpe", way_execvpe},
    {"execl", way_execl},
    {"execlp", way_execlp},
    {"execle", way_execle},
    {"fexecve", way_fexecve},
    {"syscall-execve", way_syscall_execve},
    {"syscall-execveat", way_syscall_execveat},
#ifdef __GLIBC__
    {"execveat", way_execveat},
    {"execveat-descriptor", way_execveat_descriptor},
    {"_IO_popen", way_IO_popen},
#endif
    {"vfork", way_vfork},
    {"posix_spawn", way_posix_spawn},
    {"posix_spawnp", way_posix_spawnp},
    {"system", way_system},
    {"popen", way_popen},
    {"many-variables", way_many_variables},
    {"small-stack-many-variables", way_small_stack_many_variables},
    {"small-stack", way_small_stack},
    {"threads", way_threads},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 2 && i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(argv[1], ways[i].name) == 0) {
            int status = ways[i].run(argv + 2);
            fflush(stdout);
            return status < 0 ? 127 : status;
        }
    }
    if (argc > 1 && strcmp(argv[1], "ways") == 0) {
        for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
            puts(ways[i].name);
        }
        return 0;
    }
    if (argc > 1 && strcmp(argv[1], "shell") == 0) {
        return show_shell();
    }
    if (argc > 1 && strcmp(argv[1], "errors") == 0) {
        return show_errors();
    }
    if (argc > 1 && strcmp(argv[1], "attributes") == 0) {
        return show_attributes(argv[0]);
    }
    if (argc > 1 && strcmp(argv[1], "arguments") == 0) {
        return show_arguments(argv[0]);
    }
    if (argc > 1 && strcmp(argv[1], "show") == 0) {
        return show(argc, argv);
    }
    return 2;
}
