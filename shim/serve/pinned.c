/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/pinned.h"
#include "core/tree/document.h"
#include "core/base/sha256.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <string.h>

static const char *describe_error(int error)
{
    switch (error) {
    case ENOENT:
        return "does not exist";
    case EACCES:
        return "may not be read (permission denied)";
    case EFBIG:
        return "is larger than any document may be";
    case EAGAIN:
        return "changed while it was read (write it under another name, then rename it)";
    case EINVAL:
        return "is not a regular file";
    default:
        return "cannot be read";
    }
}

/* Reads a regular file from its start to its end. 0, or a negative errno value. */
static int read_descriptor(struct arena *arena, int fd, struct text *content)
{
    struct stat file;
    int result = kernel_fstat(fd, &file);
    if (result < 0) {
        return result;
    }
    if (!S_ISREG(file.st_mode)) {
        return -EINVAL;
    }
    if (file.st_size > (off_t)DOCUMENT_SIZE_MAX) {
        return -EFBIG;
    }
    size_t size = (size_t)file.st_size + 1; /* one more, so that growth shows */
    char *bytes = arena_alloc(arena, size);
    size_t length = 0;
    for (ssize_t got = 1; got != 0 && length < size;) {
        got = kernel_pread(fd, bytes + length, size - length, (off_t)length);
        if (got < 0 && got != -EINTR) {
            return (int)got;
        }
        length += got > 0 ? (size_t)got : 0;
    }
    *content = (struct text){bytes, length};
    return length == (size_t)file.st_size ? 0 : -EAGAIN;
}

static int read_path(struct arena *arena, const char *path, struct text *content)
{
    int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
    if (fd < 0) {
        return fd;
    }
    int result = read_descriptor(arena, fd, content);
    kernel_close(fd);
    return result;
}

const char *pinned_path(struct arena *arena, struct text root, struct text path)
{
    struct buffer whole = {.arena = arena};
    if (!text_starts(path, TEXT("/")) && root.length > 0) {
        buffer_format(&whole, "%.*s/", TEXT_ARGS(root));
    }
    buffer_put(&whole, path);
    return buffer_string(&whole);
}

const char *pinned_content(struct arena *arena, const char *path, struct text *content)
{
    int result = read_path(arena, path, content);
    return result < 0 ? describe_error(-result) : NULL;
}

bool pinned_read(struct arena *arena, const struct pinned *pinned, const char *path, struct text *content,
                 char digest[65], struct diagnostics *diagnostics)
{
    const struct place place = {.source = path};
    const char *problem = pinned_content(arena, path, content);
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "%s (%s names it)", problem, pinned->variable);
        return false;
    }
    sha256_hex(*content, digest);
    if (pinned->wanted && *pinned->wanted != '\0' && strcmp(pinned->wanted, digest) != 0) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "is not what the job was started with (start the job anew, or unset %s)", pinned->pin);
        return false;
    }
    return true;
}
