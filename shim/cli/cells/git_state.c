/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/git_state.h"
#include "core/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_MAX 5 /* a work tree may be on a disk that is far away */
#define SAID_MAX    ((size_t)65536)

/* Untracked files do not count: the sweep's own directory is one. */
static char *const command[] = {(char[]){"git"},
                                (char[]){"-c"},
                                (char[]){"core.fsmonitor=false"}, /* it starts no process that stays */
                                (char[]){"status"},
                                (char[]){"--porcelain=v2"},
                                (char[]){"--branch"},
                                (char[]){"--untracked-files=no"},
                                NULL};

static _Noreturn void become_git(int output)
{
    const int nothing = open("/dev/null", O_RDWR);
    setpgid(0, 0);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDERR_FILENO);
    dup2(output, STDOUT_FILENO);
    setenv("GIT_TERMINAL_PROMPT", "0", 1);
    setenv("GIT_OPTIONAL_LOCKS", "0", 1); /* it only looks */
    unsetenv("LD_PRELOAD");               /* no file that it reads is to be another */
    execvp(command[0], command);
    _exit(127);
}

static long left_of(const struct timespec *end)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
}

/* What git says, as far as it is needed. False when it takes too long. */
static bool listen_to(int pipe, struct buffer *said)
{
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += SECONDS_MAX;
    for (long left; said->length < SAID_MAX && (left = left_of(&end)) > 0;) {
        struct pollfd ready = {.fd = pipe, .events = POLLIN};
        char piece[4096];
        const ssize_t got = poll(&ready, 1, (int)left) > 0 ? read(pipe, piece, sizeof piece) : -1;
        if (got == 0) {
            return true;
        }
        buffer_put(said, (struct text){piece, got > 0 ? (size_t)got : 0});
    }
    return said->length >= SAID_MAX;
}

static struct git_state read_status(struct arena *arena, struct text said)
{
    const struct text oid = TEXT("# branch.oid ");
    struct git_state state = {.commit = NULL};
    for (size_t at = 0, end; at < said.length; at = end + 1) {
        end = text_find(said, at, '\n');
        const struct text line = text_part(said, at, end);
        if (text_starts(line, oid)) {
            const struct text commit = text_from(line, oid.length);
            state.commit =
                text_hex_value(commit.bytes[0]) >= 0 ? text_string(arena, commit) : NULL; /* else: (initial) */
        }
        state.is_dirty = state.is_dirty || (line.length > 0 && line.bytes[0] != '#');
    }
    return state;
}

static void end_git(pid_t child, bool is_done)
{
    if (!is_done) {
        kill(-child, SIGKILL);
        kill(child, SIGKILL);
    }
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
    }
}

struct git_state git_state_now(struct arena *arena)
{
    struct buffer said = {.arena = arena};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return (struct git_state){.commit = NULL};
    }
    const pid_t child = fork();
    if (child == 0) {
        become_git(ends[1]);
    }
    close(ends[1]);
    const bool answered = child > 0 && listen_to(ends[0], &said);
    close(ends[0]);
    if (child > 0) {
        end_git(child, answered && said.length < SAID_MAX);
    }
    return answered ? read_status(arena, buffer_text(&said)) : (struct git_state){.commit = NULL};
}
