/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/whole_file.h"
#include "core/tree/document.h"
#include "shim/serve/kernel.h"
#include "shim/serve/look.h"

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

static int read_all(struct arena *arena, const struct look *look, struct file_content *file)
{
    if (look->seen.st_size > (off_t)DOCUMENT_SIZE_MAX) {
        return -EFBIG;
    }
    size_t size = (size_t)look->seen.st_size + 1; /* one more, so that growth shows */
    char *bytes = arena_alloc(arena, size);
    /* Most give all of it at once, and need not be asked whether they have ended. */
    ssize_t length = kernel_pread(look->fd, bytes, size, 0);
    if (length != look->seen.st_size) {
        length = kernel_read_at(look->fd, bytes, size, 0);
    }
    if (length < 0) {
        return (int)length;
    }
    *file = (struct file_content){{bytes, (size_t)length}, look->seen.st_dev, look->seen.st_ino};
    return length == look->seen.st_size ? 0 : -EAGAIN;
}

int whole_file_read(struct arena *arena, const char *path, struct file_content *file)
{
    struct look look;
    int result = look_open(&look, path);
    if (result < 0) {
        return result;
    }
    result = read_all(arena, &look, file);
    look_close(&look);
    return result;
}
