/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/file_content.h"
#include "core/base/buffer.h"

#include "core/tree/document.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)65536)

/* As read(2), and EFBIG when there is more than any document may have. */
static ssize_t read_more(int descriptor, struct buffer *buffer)
{
    const size_t left = DOCUMENT_SIZE_MAX - buffer->length, most = left < PIECE ? left : PIECE;
    char beyond;
    if (most == 0) {
        ssize_t got = read(descriptor, &beyond, 1);
        errno = got > 0 ? EFBIG : errno;
        return got > 0 ? -1 : got;
    }
    buffer_reserve(buffer, most);
    return read(descriptor, buffer->bytes + buffer->length, most);
}

/* False with errno. */
static bool read_to_end(int descriptor, struct buffer *buffer)
{
    for (;;) {
        const ssize_t got = read_more(descriptor, buffer);
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            return false;
        }
        buffer->length += got > 0 ? (size_t)got : 0;
    }
}

static const char *problem_of(int error)
{
    errno = error;
    return whole_file_problem(error);
}

const char *file_read_descriptor(struct arena *arena, int descriptor, struct file_content *content)
{
    struct buffer buffer = {.arena = arena};
    struct stat before, after;
    if (fstat(descriptor, &before) != 0) {
        return problem_of(errno);
    }
    if (S_ISREG(before.st_mode) && before.st_size > (off_t)DOCUMENT_SIZE_MAX) {
        return problem_of(EFBIG);
    }
    if (S_ISREG(before.st_mode)) {
        buffer_reserve(&buffer, (size_t)before.st_size + PIECE);
    }
    if (!read_to_end(descriptor, &buffer) || fstat(descriptor, &after) != 0) {
        return problem_of(errno);
    }
    if (S_ISREG(after.st_mode) && ((off_t)buffer.length != after.st_size || before.st_size != after.st_size)) {
        return problem_of(EAGAIN);
    }
    *content = (struct file_content){buffer_text(&buffer), before.st_dev, before.st_ino};
    return NULL;
}

static const char *read_any(struct arena *arena, const char *path, struct file_content *content)
{
    /* Not open(2): under a preloaded libinlay.so that would hand out bytes that are patched already. */
    int descriptor = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (descriptor < 0) {
        return problem_of(-descriptor);
    }
    const char *problem = file_read_descriptor(arena, descriptor, content);
    const int error = errno;
    close(descriptor);
    errno = error;
    return problem;
}

const char *file_read(struct arena *arena, const char *path, enum file_kinds kinds, struct file_content *content)
{
    if (kinds == FILES_ANY) {
        return read_any(arena, path, content);
    }
    int result = whole_file_read(arena, path, content);
    return result < 0 ? problem_of(-result) : NULL;
}

bool file_write_descriptor(int descriptor, struct text content)
{
    for (size_t done = 0; done < content.length;) {
        ssize_t written = write(descriptor, content.bytes + done, content.length - done);
        if (written < 0 && errno == EAGAIN) { /* who shares the pipe has made it so that it does not wait */
            poll(&(struct pollfd){.fd = descriptor, .events = POLLOUT}, 1, -1);
        } else if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}
