/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/kept.h"
#include "shim/serve/kernel.h"
#include "shim/serve/memfd.h"

#define SPARE 32 /* descriptors that answering a call takes, and more */

static struct {
    const struct registry *registry;
    int *descriptors; /* one a registered file; 0: none */
    size_t count, most;
    size_t oldest; /* where to look next for one to be closed */
} kept;

/* Of the files that this process may have open. */
static size_t descriptors_max(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return SPARE;
    }
    return limit.rlim_cur > 2 * SPARE ? (size_t)limit.rlim_cur - SPARE : (size_t)limit.rlim_cur / 2;
}

void kept_start(struct arena *arena, const struct registry *registry)
{
    kept.registry = registry;
    kept.descriptors = arena_array(arena, int, registry->count);
}

void kept_count_room(void)
{
    kept.most = descriptors_max();
}

static void drop(int *descriptor)
{
    if (*descriptor > 0) {
        kernel_close(*descriptor);
        kept.count--;
    }
    *descriptor = 0;
}

/* One of another file. */
static void drop_oldest(const int *but)
{
    for (size_t i = 0; i < kept.registry->count; i++) {
        int *descriptor = &kept.descriptors[kept.oldest++ % kept.registry->count];
        if (descriptor != but && *descriptor > 0) {
            drop(descriptor);
            return;
        }
    }
}

static int make(const struct version *version)
{
    const int fd = kernel_openat(AT_FDCWD, "/", O_PATH | O_CLOEXEC, 0);
    const int result = fd < 0 ? fd
                              : memfd_replace(fd, O_RDONLY | O_CLOEXEC, version->bytes, &version->disk, version->secret,
                                              version->shared);
    if (result < 0 && fd >= 0) {
        kernel_close(fd);
    }
    return result < 0 ? result : fd;
}

int kept_open(const struct registered *file, const struct version *version, struct stat *seen)
{
    int *descriptor = &kept.descriptors[file - kept.registry->files];
    int result;
    if (*descriptor > 0 && shared_memfd_is(version->shared, *descriptor)) {
        result = kernel_fstat(*descriptor, seen);
        return result < 0 ? result : *descriptor;
    }
    drop(descriptor);
    if (kept.count >= kept.most) {
        drop_oldest(descriptor);
    }
    result = make(version);
    if (result < 0) {
        return result;
    }
    *descriptor = result;
    kept.count++;
    result = kernel_fstat(*descriptor, seen);
    return result < 0 ? result : *descriptor;
}
