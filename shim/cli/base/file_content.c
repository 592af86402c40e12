/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/file_content.h"
#include "core/base/buffer.h"

#include "core/tree/document.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *describe_error(struct arena *arena, int error)
{
    struct buffer message = {.arena = arena};
    if (error == ENOENT) {
        return "does not exist";
    }
    if (error == EISDIR) {
        return "is a directory";
    }
    buffer_format(&message, "cannot be read: %s", strerror(error));
    return buffer_string(&message);
}

/* False with errno. */
static bool read_to_end(int descriptor, struct buffer *buffer)
{
    for (;;) {
        ssize_t got;
        buffer_reserve(buffer, 65536);
        got = read(descriptor, buffer->bytes + buffer->length, 65536);
        if (got == 0) {
            return true;
        }
        if (got < 0 && errno != EINTR) {
            return false;
        }
        if (got > 0) {
            buffer->length += (size_t)got;
        }
        if (buffer->length > DOCUMENT_SIZE_MAX) {
            errno = EFBIG;
            return false;
        }
    }
}

const char *file_read_descriptor(struct arena *arena, int descriptor, enum file_kinds kinds,
                                 struct file_content *content)
{
    struct buffer buffer = {.arena = arena};
    struct stat before, after;
    if (fstat(descriptor, &before) != 0) {
        return describe_error(arena, errno);
    }
    if (S_ISDIR(before.st_mode)) {
        return describe_error(arena, errno = EISDIR);
    }
    if (kinds == FILES_REGULAR && !S_ISREG(before.st_mode)) {
        errno = EINVAL;
        return "is not a regular file";
    }
    if (S_ISREG(before.st_mode) && before.st_size < (off_t)DOCUMENT_SIZE_MAX) {
        buffer_reserve(&buffer, (size_t)before.st_size + 65536);
    }
    if (!read_to_end(descriptor, &buffer) || fstat(descriptor, &after) != 0) {
        return describe_error(arena, errno);
    }
    if (S_ISREG(after.st_mode) && ((off_t)buffer.length != after.st_size || before.st_size != after.st_size)) {
        errno = EAGAIN;
        return "changed while it was read";
    }
    *content = (struct file_content){buffer_text(&buffer), before.st_dev, before.st_ino};
    return NULL;
}

const char *file_read(struct arena *arena, const char *path, enum file_kinds kinds, struct file_content *content)
{
    int flags = O_RDONLY | O_CLOEXEC | (kinds == FILES_REGULAR ? O_NONBLOCK | O_NOCTTY : 0);
    const char *wrong;
    int descriptor, error;
    /* Not open(2): under a preloaded libinlay.so that would hand out bytes that are patched already. */
    descriptor = kernel_openat(AT_FDCWD, path, flags, 0);
    if (descriptor < 0) {
        return describe_error(arena, errno = -descriptor);
    }
    wrong = file_read_descriptor(arena, descriptor, kinds, content);
    error = errno;
    close(descriptor);
    errno = error;
    return wrong;
}

bool file_write_descriptor(int descriptor, struct text content)
{
    for (size_t done = 0; done < content.length;) {
        ssize_t written = write(descriptor, content.bytes + done, content.length - done);
        if (written < 0 && errno != EINTR) {
            return false;
        }
        done += written > 0 ? (size_t)written : 0;
    }
    return true;
}
