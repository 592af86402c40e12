/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/whole_file.h"
#include "core/tree/document.h"
#include "shim/serve/kernel.h"

#include <errno.h>

/* Not strerror(3), which may call malloc. */
const char *whole_file_problem(int error)
{
    switch (error) {
    case ENOENT:
        return "does not exist";
    case EISDIR:
        return "is a directory";
    case EINVAL:
    case ENXIO: /* a socket */
        return "is not a regular file";
    case EFBIG:
        return "is larger than any document may be";
    case EAGAIN:
        return "changed while it was read (write it under another name, then rename it)";
    case EACCES:
        return "cannot be read: Permission denied";
    case EPERM:
        return "cannot be read: Operation not permitted";
    case ENOTDIR:
        return "cannot be read: Not a directory";
    case ELOOP:
        return "cannot be read: Too many levels of symbolic links";
    case ENAMETOOLONG:
        return "cannot be read: File name too long";
    case EIO:
        return "cannot be read: Input/output error";
    case EMFILE:
    case ENFILE:
        return "cannot be read: Too many open files";
    default:
        return "cannot be read";
    }
}

static int read_descriptor(struct arena *arena, int fd, struct file_content *file)
{
    struct stat status;
    int result = kernel_fstat(fd, &status);
    if (result < 0) {
        return result;
    }
    if (!S_ISREG(status.st_mode)) {
        return S_ISDIR(status.st_mode) ? -EISDIR : -EINVAL;
    }
    if (status.st_size > (off_t)DOCUMENT_SIZE_MAX) {
        return -EFBIG;
    }
    size_t size = (size_t)status.st_size + 1; /* one more, so that growth shows */
    char *bytes = arena_alloc(arena, size);
    ssize_t length = kernel_read_at(fd, bytes, size, 0);
    if (length < 0) {
        return (int)length;
    }
    *file = (struct file_content){{bytes, (size_t)length}, status.st_dev, status.st_ino};
    return length == status.st_size ? 0 : -EAGAIN;
}

int whole_file_read(struct arena *arena, const char *path, struct file_content *file)
{
    int fd = kernel_openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0);
    if (fd < 0) {
        return fd;
    }
    int result = read_descriptor(arena, fd, file);
    kernel_close(fd);
    return result;
}
