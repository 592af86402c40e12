/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/starts/job_output.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE 16384 /* bytes that are copied at once */

static void close_end(int *end)
{
    if (*end >= 0) {
        close(*end);
    }
    *end = -1;
}

static bool is_one_file(int a, int b)
{
    struct stat one, other;
    return fstat(a, &one) == 0 && fstat(b, &other) == 0 && kernel_same_file(&one, &other);
}

/* One of the two pipes between job and copier: of both streams where those of this process are the same file, since two would
 * not keep their order. */
struct copied {
    int from, to;
};

struct copying {
    struct copied streams[2];
    int file, over;
    const char *path;
    bool is_full; /* the file could not be written, which has been said */
};

static void write_to_file(struct copying *copying, struct text piece)
{
    if (!copying->is_full && !file_write_descriptor(copying->file, piece)) {
        say("%s: %s (the rest of the output is not kept)", copying->path, strerror(errno));
        copying->is_full = true;
    }
}

/* False when there is no more. */
static bool copy(struct copying *copying, struct copied *stream)
{
    char piece[PIECE];
    const ssize_t length = read(stream->from, piece, sizeof piece);
    if (length > 0) {
        const struct text text = {piece, (size_t)length};
        write_to_file(copying, text);
        if (stream->to >= 0 && !file_write_descriptor(stream->to, text)) {
            stream->to = -1; /* nobody reads there any more: the file has it */
        }
    }
    return length > 0 || (length < 0 && errno == EINTR);
}

static void copy_rest(struct copying *copying)
{
    for (int i = 0; i < 2; i++) {
        struct copied *stream = &copying->streams[i];
        if (stream->from >= 0 && fcntl(stream->from, F_SETFL, O_NONBLOCK) == 0) {
            while (copy(copying, stream)) {
                ;
            }
        }
    }
}

/* All signals are blocked here, so that a background process may write to its terminal (SIGTTOU). */
static void copy_all(struct copying *copying)
{
    struct copied *const one = &copying->streams[0], *const other = &copying->streams[1];
    while (one->from >= 0 || other->from >= 0) {
        struct pollfd polled[] = {{one->from, POLLIN, 0}, {other->from, POLLIN, 0}, {copying->over, POLLIN, 0}};
        if (poll(polled, 3, -1) < 0) {
            continue;
        }
        for (int i = 0; i < 2; i++) {
            if (polled[i].revents != 0 && !copy(copying, &copying->streams[i])) {
                close_end(&copying->streams[i].from);
            }
        }
        if (polled[2].revents != 0) {
            copy_rest(copying);
            return;
        }
    }
}

static int open_file(const char *path)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY, 0666);
    if (file < 0) {
        say("%s: %s", path, strerror(errno));
    }
    return file;
}

static bool start_copier(struct job_output *output, struct copying *copying, const int over[2])
{
    output->copier = fork();
    if (output->copier == 0) {
        close_end(&output->out);
        close_end(&output->error);
        close(over[1]);
        copy_all(copying);
        _exit(0);
    }
    output->over = over[1];
    close(over[0]);
    return output->copier > 0;
}

static bool copy_output(struct job_output *output, int file, const char *path)
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    const bool is_one = is_one_file(STDOUT_FILENO, STDERR_FILENO);
    bool works = pipe2(pipes[0], O_CLOEXEC) == 0 && (is_one || pipe2(pipes[1], O_CLOEXEC) == 0) &&
                 pipe2(pipes[2], O_CLOEXEC) == 0;
    output->out = pipes[0][1];
    output->error = is_one ? dup(pipes[0][1]) : pipes[1][1];
    if (works && output->error >= 0) {
        struct copying copying = {
            .streams = {{pipes[0][0], STDOUT_FILENO}, {pipes[1][0], STDERR_FILENO}},
            .file = file,
            .over = pipes[2][0],
            .path = path,
        };
        fcntl(output->error, F_SETFD, FD_CLOEXEC);
        works = start_copier(output, &copying, pipes[2]);
    }
    if (!works) {
        say("cannot show what the job prints: %s", strerror(errno));
    }
    close_end(&pipes[0][0]);
    close_end(&pipes[1][0]);
    return works;
}

bool job_output_open(struct job_output *output, const char *path, bool shows)
{
    *output = (struct job_output){.out = -1, .error = -1, .over = -1};
    const int file = path ? open_file(path) : -1;
    if (!path || file < 0) {
        return !path;
    }
    if (shows) {
        const bool is_shown = copy_output(output, file, path);
        close(file);
        return is_shown;
    }
    output->out = file;
    output->error = fcntl(file, F_DUPFD_CLOEXEC, 0);
    return output->error >= 0;
}

void job_output_started(struct job_output *output)
{
    close_end(&output->out);
    close_end(&output->error);
}

void job_output_end(struct job_output *output)
{
    close_end(&output->over);
}
