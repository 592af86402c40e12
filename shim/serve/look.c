/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/look.h"
#include "shim/serve/kernel.h"
#include "shim/serve/open_here.h"

#define LOOK_FLAGS (O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)

static int refusal_of(const struct stat *seen)
{
    return S_ISREG(seen->st_mode) ? 0 : S_ISDIR(seen->st_mode) ? -EISDIR : -EINVAL;
}

static int ask_type(struct look *look, int directory, const char *path)
{
    int result = kernel_fstatat(directory, path, &look->seen, 0);
    return result < 0 ? result : refusal_of(&look->seen);
}

/* O_NOATIME is for a file's owner, and for who may do what owners may. */
static int open_file(int directory, const char *path)
{
    int fd = kernel_openat(directory, path, LOOK_FLAGS | O_NOATIME, 0);
    return fd == -EPERM ? kernel_openat(directory, path, LOOK_FLAGS, 0) : fd;
}

/* What was asked for may have been replaced since. */
static int open_asked(struct look *look, int directory, const char *path)
{
    look->borrowed = false;
    look->fd = open_file(directory, path);
    if (look->fd < 0) {
        return look->fd;
    }
    int result = kernel_fstat(look->fd, &look->seen);
    result = result < 0 ? result : refusal_of(&look->seen);
    if (result < 0) {
        kernel_close(look->fd);
    }
    return result;
}

int look_open(struct look *look, const char *path)
{
    int result = ask_type(look, AT_FDCWD, path);
    return result < 0 ? result : open_asked(look, AT_FDCWD, path);
}

int look_open_beside(struct look *look, int directory, const char *path)
{
    int result = ask_type(look, directory, path);
    if (result < 0) {
        return result;
    }
    look->fd = open_here_locked(&look->seen);
    look->borrowed = look->fd >= 0;
    return look->borrowed ? 0 : look->fd == -ENOENT ? open_asked(look, directory, path) : look->fd;
}

void look_close(const struct look *look)
{
    if (!look->borrowed) {
        kernel_close(look->fd);
    }
}
