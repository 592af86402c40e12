/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/wandb_copy.h"
#include "core/patch/hidden.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/own_stack.h"

#include <errno.h>
#include <string.h>

#define COPIES "/_wandb_configs/"

/* The file, at the end of path, that a copy there is of: the SDK puts the path that it was given behind its directory. */
static struct registered *source_named(const struct launch *launch, const char *path)
{
    struct stat seen;
    if (kernel_fstatat(AT_FDCWD, path, &seen, 0) < 0 || !S_ISREG(seen.st_mode)) {
        return NULL;
    }
    struct registered *file = registry_find(&launch->registry, AT_FDCWD, path, &seen);
    return file && file->file->policy->secret_count > 0 && atomic_load(&file->served_here) ? file : NULL;
}

struct registered *wandb_copy_source(const struct launch *launch, const char *path)
{
    struct registered *file = NULL;
    if (!launch->overrides.secrets || !registry_may_be(&launch->registry, path)) {
        return NULL;
    }
    while (!file && (path = strstr(path, COPIES)) != NULL) {
        path += sizeof COPIES - 2; /* at the last slash: another one may follow */
        file = source_named(launch, path + 1);
    }
    return file;
}

struct copying {
    struct arena *arena;
    const struct launch *launch;
    const struct registered *file;
    struct text original;
    int fd;
    int error;
};

static int write_all(int fd, struct text bytes)
{
    for (size_t at = 0; at < bytes.length;) {
        const ssize_t written = kernel_write(fd, bytes.bytes + at, bytes.length - at);
        if (written < 0 && written != -EINTR) {
            return (int)-written;
        }
        at += written > 0 ? (size_t)written : 0;
    }
    return 0;
}

static void copy(void *context)
{
    struct copying *copying = context;
    const struct override_file *file = copying->file->file;
    struct diagnostics diagnostics = {.arena = copying->arena};
    struct environment_secrets hidden;
    struct overrides shown = copying->launch->overrides;
    struct patch patch;
    struct text bytes;
    secrets_hidden(&hidden, copying->arena, copying->launch->secrets.environment);
    shown.secrets = &hidden.base;
    if (!patch_file(copying->arena, &shown, file, copying->original, &patch, &diagnostics) ||
        hidden_bytes(copying->arena, file, patch.bytes, patch.format, &bytes) == OUTCOME_REFUSED) {
        copying->error = EINVAL;
    } else {
        copying->error = write_all(copying->fd, bytes);
    }
}

static void copy_apart(void *context)
{
    struct copying *copying = context;
    struct arena arena;
    copying->arena = &arena;
    arena_init(&arena, 0);
    if (!arena_run(&arena, copy, copying)) {
        copying->error = ENOMEM;
    }
    arena_release(&arena);
}

/* fd takes what is written to it, and keeps nothing. */
static int open_sink(int flags, int fd)
{
    const int sink = kernel_openat(AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC, 0);
    const int result = sink < 0 ? sink : kernel_dup3(sink, fd, flags & O_CLOEXEC);
    if (sink >= 0) {
        kernel_close(sink);
    }
    return result < 0 ? -result : 0;
}

int wandb_copy_write(const struct launch *launch, const struct registered *file, struct text original, int flags,
                     int fd)
{
    struct copying copying = {.launch = launch, .file = file, .original = original, .fd = fd};
    const int callers_errno = errno;
    if (!own_stack_run(copy_apart, &copying)) {
        copying.error = ENOMEM;
    }
    errno = callers_errno;
    return copying.error != 0 ? copying.error : open_sink(flags, fd);
}

const struct registered *wandb_copy_may_be_of(const struct launch *launch, const char *path)
{
    const struct registered *file =
        launch->overrides.secrets && strstr(path, COPIES) ? registry_namesakes(&launch->registry, path) : NULL;
    while (file && file->file->policy->secret_count == 0) {
        file = file->same_name;
    }
    return file;
}

void wandb_copy_say_refused(const struct registered *file)
{
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(file->shown),
        TEXT(": no copy without its secrets can be written for W&B's SDK, which uploads it (take the call of "
             "launch.manage_config_file out of the job)"),
    };
    notice_error(pieces, sizeof pieces / sizeof *pieces);
}
