/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_version.h"
#include "shim/serve/kernel.h"
#include "shim/serve/reopen.h"
#include "shim/supervise/fresh.h"

/* O_NOATIME is for a file's owner, and for who may do what owners may. */
static int open_content(int fd)
{
    const int content = reopen_descriptor(fd, O_RDONLY | O_NOATIME | O_NONBLOCK);
    return content == -EPERM ? reopen_descriptor(fd, O_RDONLY | O_NONBLOCK) : content;
}

/* Without opening the file. */
static const struct version *enter_known(struct registered *file, const struct stat *seen)
{
    const struct version *version = version_enter_seen(&file->versions, seen);
    if (version && !atomic_load(&version->settled) && !fresh_is_unchanged(file, version)) {
        version_leave(&file->versions);
        return NULL;
    }
    return version;
}

const struct version *halted_version(const struct halted_file *found, int *error)
{
    struct registered *file = found->file;
    if (found->fd < 0) {
        return version_enter(&file->versions, &file->source, -1, &found->seen, error);
    }
    const struct version *version = enter_known(file, &found->seen);
    if (version) {
        return version;
    }
    const int content = open_content(found->fd);
    if (content < 0) {
        *error = -content;
        return NULL;
    }
    version = version_enter(&file->versions, &file->source, content, &found->seen, error);
    if (version) {
        fresh_keep(file, version, content);
    }
    kernel_close(content);
    return version;
}
