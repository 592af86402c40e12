/* SPDX-License-Identifier: Apache-2.0 */
/* difficult PLACE PATH EXPECTED: reads PATH from a place where little is allowed, and ends with 1 if it ever reads
 * anything but EXPECTED. */
#include "reader.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

static const char *path, *expected;
static volatile sig_atomic_t handled, wrong;

/* A vfork child shares its parent's memory, so whatever it spoils shows here. */
static int in_vfork(void)
{
    for (int i = 0; i < 200; i++) {
        void *memory = malloc(1000);
        int status;
        pid_t child = vfork();
        if (child == 0)
            _exit(!reads_as(path, expected));
        wrong |= waitpid(child, &status, 0) != child || status != 0 || !reads_as(path, expected);
        free(memory);
    }
    return wrong;
}

static void handle(int number)
{
    (void)number;
    wrong |= !reads_as(path, expected);
    handled++;
}

static void handle_on(int number, int flags)
{
    struct sigaction action = {.sa_handler = handle, .sa_flags = flags};
    sigaction(number, &action, NULL);
}

/* The handler comes into the middle of malloc, fopen and of the hooks themselves. */
static int in_handler(void)
{
    struct itimerval often = {{0, 300}, {0, 300}};
    handle_on(SIGALRM, SA_RESTART);
    setitimer(ITIMER_REAL, &often, NULL);
    while (handled < 1000) {
        errno = 0;
        void *memory = malloc(100000);
        wrong |= !reads_as(path, expected) || errno != 0;
        FILE *stream = fopen(path, "r");
        wrong |= !stream || fclose(stream) != 0;
        free(memory);
    }
    return wrong;
}

static void *run_thread(void *nothing)
{
    wrong |= !reads_as(path, expected);
    return nothing;
}

static int in_small_thread(void)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    if (pthread_attr_setstacksize(&attributes, 16384) != 0 ||
        pthread_create(&thread, &attributes, run_thread, NULL) != 0)
        return 2;
    pthread_join(thread, NULL);
    return wrong;
}

static int on_alternate_stack(void)
{
    /* What SIGSTKSZ left beyond MINSIGSTKSZ while both were constants. The kernel's frame has grown with the
     * registers. */
    const size_t guard = 8192, size = 8192 - 2048 + getauxval(AT_MINSIGSTKSZ);
    char *room = mmap(NULL, guard + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    stack_t stack = {.ss_sp = room + guard, .ss_size = size};

    mprotect(room + guard, size, PROT_READ | PROT_WRITE);
    sigaltstack(&stack, NULL);
    handle_on(SIGUSR1, SA_ONSTACK);
    raise(SIGUSR1);
    return wrong || handled != 1;
}

static void *open_pipe(void *nothing)
{
    open("pipe.yaml", O_RDONLY); /* blocks: nobody writes */
    return nothing;
}

/* open(2) is a cancellation point; a thread that is cancelled there leaves nothing behind. */
static int cancelled(void)
{
    pthread_t thread;
    void *result;

    if (mkfifo("pipe.yaml", 0600) < 0 || pthread_create(&thread, NULL, open_pipe, NULL) != 0)
        return 2;
    usleep(50000);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    return result != PTHREAD_CANCELED || !reads_as(path, expected);
}

static int after_closing_all(void)
{
    if (close_range(0, ~0U, 0) < 0)
        return 2;
    return !reads_as(path, expected);
}

/* Up to one byte too small a limit, where SIGXFSZ would be the end. */
static int within_file_size(void)
{
    for (rlim_t size = 0; size <= strlen(expected); size++) {
        struct rlimit limit = {size, RLIM_INFINITY};
        if (setrlimit(RLIMIT_FSIZE, &limit) < 0)
            return 2;
        errno = 0;
        if (size < strlen(expected))
            wrong |= open(path, O_RDONLY) >= 0 || errno != EFBIG;
        else
            wrong |= !reads_as(path, expected);
    }
    return wrong;
}

/* The lowest free descriptor is what open gives, 0 to 2 too, and no other is left behind. */
static int lowest_descriptor(void)
{
    for (int free = 0; free < 3; free++) {
        close(free);
        int fd = open(path, O_RDONLY), next = open("/dev/null", O_RDONLY);
        wrong |= fd != free || next != dup(next) - 1;
        close(next + 1);
        close(next);
        wrong |= open("/dev/null", O_RDONLY) != next;
        close(next);
    }
    return wrong;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*read)(void);
    } places[] = {
        {"vfork", in_vfork},           {"handler", in_handler},
        {"thread", in_small_thread},   {"alternate-stack", on_alternate_stack},
        {"cancelled", cancelled},      {"close-range", after_closing_all},
        {"lowest", lowest_descriptor}, {"file-size", within_file_size},
    };
    if (argc != 4)
        return 2;
    path = argv[2];
    expected = argv[3];
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(places[i].name, argv[1]) == 0)
            return places[i].read();
    return 2;
}
