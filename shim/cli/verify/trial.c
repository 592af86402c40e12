/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/verify/trial.h"
#include "core/base/buffer.h"
#include "shim/cli/verify/harmless.h"
#include "shim/serve/kernel.h"
#include "shim/serve/variables.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MAX 30 /* a loader may wait for a disk that is far away */
#define SAID_MAX    ((size_t)8192)
#define ANSWER      HARMLESS_OUTPUT_MAX

/* Of a child that is about to execute something. */
struct start {
    struct trial_start what;
    int input, said, answer;
};

static _Noreturn void fail(const char *what, int error)
{
    char number[12];
    const struct text parts[] = {
        {what, strlen(what) + 1},
        {number, buffer_format_fixed(number, sizeof number, "%d", error) + 1},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (write(ANSWER, parts[i].bytes, parts[i].length) < 0) {
            break;
        }
    }
    _exit(127);
}

/* The descriptors 0 to 3, and no other. They were made above 3. */
static void place_descriptors(const struct start *start)
{
    dup2(start->input, STDIN_FILENO);
    dup2(start->said, STDOUT_FILENO);
    dup2(start->said, STDERR_FILENO);
    dup2(start->answer, ANSWER);
    for (int descriptor = ANSWER + 1; descriptor <= start->answer; descriptor++) {
        close(descriptor);
    }
}

static _Noreturn void become(const struct start *start)
{
    const struct trial_start *what = &start->what;
    sigset_t none;
    sigemptyset(&none);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setsid();
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    place_descriptors(start);
    if (what->directory && chdir(what->directory) != 0) {
        fail("exec", errno);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
    const int refused = harmless_become(what->path);
    if (refused != 0) {
        fail("guard", refused);
    }
    /* Not execve(2): where libinlay.so is loaded into this process, it would hand its own launch on. */
    fail("exec", (int)-kernel_call(SYS_execve, (long)what->path, (long)what->argv, (long)what->environment, 0, 0, 0));
}

static int64_t milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What one pipe gave; what is beyond most is dropped. True until its end. */
static bool take(int descriptor, struct buffer *out, size_t most)
{
    char piece[4096];
    const ssize_t got = read(descriptor, piece, sizeof piece);
    if (got > 0) {
        const size_t room = most - out->length, length = (size_t)got < room ? (size_t)got : room;
        buffer_put(out, (struct text){piece, length});
    }
    return got > 0 || (got < 0 && errno == EINTR);
}

/* False when it took too long. */
static bool listen_to(int said, int answer, struct buffer *words, struct buffer *pairs)
{
    struct pollfd pipes[] = {{.fd = said, .events = POLLIN}, {.fd = answer, .events = POLLIN}};
    const int64_t end = milliseconds() + SECONDS_MAX * 1000;
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        const int64_t left = end - milliseconds();
        if (left <= 0) {
            return false;
        }
        if (poll(pipes, 2, (int)left) <= 0) {
            continue;
        }
        if (pipes[0].revents && !take(said, words, SAID_MAX)) {
            pipes[0].fd = -1;
        }
        if (pipes[1].revents && !take(answer, pairs, SIZE_MAX)) {
            pipes[1].fd = -1;
        }
    }
    return true;
}

/* The next string of pairs, which end in NUL; NULL: there is none. */
static const char *next_string(struct text *pairs)
{
    const size_t end = text_find(*pairs, 0, '\0');
    const char *string = end < pairs->length ? pairs->bytes : NULL;
    *pairs = text_from(*pairs, string ? end + 1 : pairs->length);
    return string;
}

static void add_file(struct arena *arena, struct trial *trial, const char *path, bool is_there)
{
    struct trial_file *file = arena_new(arena, struct trial_file);
    *file = (struct trial_file){.path = path, .is_there = is_there};
    *trial->files_end = file;
    trial->files_end = &file->next;
}

static void read_pair(struct arena *arena, struct trial *trial, const char *name, const char *value)
{
    if (strcmp(name, "guard") == 0 || strcmp(name, "exec") == 0) {
        trial->end = *name == 'g' ? TRIAL_NOT_TRIED : TRIAL_NOT_EXECUTED;
        trial->error = atoi(value);
    } else if (strcmp(name, "contract") == 0) {
        trial->contract = (unsigned)atoi(value);
    } else if (strcmp(name, "library") == 0) {
        trial->library = value;
    } else if (strcmp(name, "there") == 0 || strcmp(name, "missing") == 0) {
        add_file(arena, trial, value, *name == 't');
    } else if (strcmp(name, "complete") == 0) {
        trial->end = TRIAL_ANSWERED;
    }
}

static void read_answer(struct arena *arena, struct trial *trial, struct text pairs)
{
    const char *name, *value;
    while ((name = next_string(&pairs)) && (value = next_string(&pairs))) {
        read_pair(arena, trial, name, value);
    }
}

/* A pipe whose ends are above 3. False with errno. */
static bool make_pipe(int ends[2])
{
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, ANSWER + 1);
        close(low[i]);
    }
    return ends[0] >= 0 && ends[1] >= 0;
}

static void close_end(int *end)
{
    if (*end >= 0) {
        close(*end);
        *end = -1;
    }
}

/* False with errno. Descriptors of the pipes that are closed become -1. */
static bool watch(struct arena *arena, struct trial *trial, struct start *start, int said[2], int answer[2])
{
    struct buffer words = {.arena = arena}, pairs = {.arena = arena};
    const pid_t child = fork();
    if (child == 0) {
        become(start);
    }
    const int error = errno;
    close_end(&said[1]);
    close_end(&answer[1]);
    if (child > 0) {
        trial->is_slow = !listen_to(said[0], answer[0], &words, &pairs);
        kill(child, SIGKILL);
        while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
        }
        trial->said = buffer_text(&words);
        read_answer(arena, trial, buffer_text(&pairs));
    }
    errno = error;
    return child > 0;
}

/* Standard input is a pipe without a writer: an empty root has no /dev/null. */
static void start_child(struct arena *arena, struct trial *trial, struct start *start)
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}}, *input = pipes[0], *said = pipes[1], *answer = pipes[2];
    *trial = (struct trial){.end = TRIAL_SILENT, .said = TEXT("")};
    trial->files_end = &trial->files;
    bool is_tried = make_pipe(input) && make_pipe(said) && make_pipe(answer);
    if (is_tried) {
        close_end(&input[1]);
        start->input = input[0];
        start->said = said[1];
        start->answer = answer[1];
        is_tried = watch(arena, trial, start, said, answer);
    }
    if (!is_tried) {
        trial->end = TRIAL_NOT_TRIED;
        trial->error = errno;
    }
    for (int i = 0; i < 6; i++) {
        close_end(&pipes[i / 2][i % 2]);
    }
}

static bool is_one_of(const char *variable, const char *const *names)
{
    while (*names && !variable_is(variable, *names)) {
        names++;
    }
    return *names != NULL;
}

/* environment, without where records and the log go, since nothing has been read, and with own, both up to NULL. */
static char **trial_environment(struct arena *arena, char *const *environment, const char *const *own)
{
    static const char *const dropped[] = {ENV_VERIFY, ENV_LEDGER, ENV_REPORT, ENV_LOG, NULL};
    size_t count = 0, kept = 0, added = 0;
    while (environment[count]) {
        count++;
    }
    while (own[added]) {
        added++;
    }
    char **list = arena_array(arena, char *, count + added + 1);
    for (size_t i = 0; i < count; i++) {
        if (!is_one_of(environment[i], dropped)) {
            list[kept++] = environment[i];
        }
    }
    for (size_t i = 0; i < added; i++) {
        list[kept++] = text_string(arena, text_of(own[i]));
    }
    list[kept] = NULL;
    return list;
}

void trial_run(struct arena *arena, struct trial *trial, const struct trial_start *what)
{
    struct buffer question = {.arena = arena}, root = {.arena = arena};
    struct start start = {.what = *what};
    buffer_format(&question, "%s=%d", ENV_VERIFY, ANSWER);
    buffer_format(&root, "%s=%s", ENV_ROOT, what->root ? what->root : "");
    const char *const own[] = {buffer_string(&question), what->root ? buffer_string(&root) : NULL, NULL};
    start.what.environment = trial_environment(arena, what->environment, own);
    start_child(arena, trial, &start);
}

bool trial_lists(struct arena *arena, struct trial *trial, const char *loader, const char *program,
                 char *const *environment)
{
    char list[] = "--list";
    char *argv[] = {text_string(arena, text_of(loader)), list, text_string(arena, text_of(program)), NULL};
    struct start start = {
        .what =
            {
                .path = loader,
                .argv = argv,
                .environment = trial_environment(arena, environment, (const char *const[]){NULL}),
            },
    };
    start_child(arena, trial, &start);
    return trial->end == TRIAL_SILENT;
}
