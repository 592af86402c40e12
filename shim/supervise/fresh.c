/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/fresh.h"
#include "shim/serve/kernel.h"

#include <string.h>

#define PIECE      ((size_t)64 << 10)
#define MAPPED_FOR 3000 /* milliseconds; longer than the times of any file take to tell writes apart */

static struct {
    const struct registry *registry;
    struct mapped {
        void *pages; /* NULL: none */
        size_t size;
        dev_t device;
        ino_t inode;
    } * files; /* one a registered file */
    size_t count;
    struct timespec last; /* when one was mapped */
} fresh;

void fresh_start(struct arena *arena, const struct registry *registry)
{
    fresh.registry = registry;
    fresh.files = arena_array(arena, struct mapped, registry->count);
}

static struct mapped *mapped_of(const struct registered *file)
{
    return &fresh.files[file - fresh.registry->files];
}

static void drop(struct mapped *mapped)
{
    if (mapped->pages) {
        kernel_unmap(mapped->pages, mapped->size);
        fresh.count--;
    }
    mapped->pages = NULL;
}

static bool is_of(const struct mapped *mapped, const struct version *version)
{
    return mapped->pages && mapped->size == version->original.length && mapped->device == version->disk.st_dev &&
           mapped->inode == version->disk.st_ino;
}

void fresh_keep(const struct registered *file, const struct version *version, int fd)
{
    struct mapped *mapped = mapped_of(file);
    if (is_of(mapped, version) && !atomic_load(&version->settled)) {
        return;
    }
    drop(mapped);
    if (atomic_load(&version->settled) || version->original.length == 0) {
        return;
    }
    void *pages = mmap(NULL, version->original.length, PROT_READ, MAP_SHARED, fd, 0);
    if (pages != MAP_FAILED) {
        *mapped = (struct mapped){pages, version->original.length, version->disk.st_dev, version->disk.st_ino};
        fresh.count++;
        fresh.last = kernel_monotonic();
    }
}

/* By a call that fails, instead of a signal, where the file has become shorter. */
static bool holds(const struct mapped *mapped, struct text original, char *room)
{
    const pid_t own = kernel_getpid();
    for (size_t at = 0; at < original.length; at += PIECE) {
        const size_t size = original.length - at < PIECE ? original.length - at : PIECE;
        const struct iovec here = {room, size}, there = {(char *)mapped->pages + at, size};
        if (kernel_call(SYS_process_vm_readv, own, (long)&here, 1, (long)&there, 1, 0) != (long)size ||
            memcmp(room, original.bytes + at, size) != 0) {
            return false;
        }
    }
    return true;
}

bool fresh_is_unchanged(const struct registered *file, const struct version *version)
{
    static char room[PIECE]; /* there is one thread that looks */
    struct mapped *mapped = mapped_of(file);
    const struct timespec now = kernel_now();
    if (version->original.length > 0 && (!is_of(mapped, version) || !holds(mapped, version->original, room))) {
        return false;
    }
    version_compared(version, now);
    if (atomic_load(&version->settled)) {
        drop(mapped);
    }
    return true;
}

int fresh_time_left(void)
{
    if (fresh.count == 0) {
        return -1;
    }
    const struct timespec now = kernel_monotonic();
    const int64_t passed =
        (now.tv_sec - fresh.last.tv_sec) * INT64_C(1000) + (now.tv_nsec - fresh.last.tv_nsec) / 1000000;
    return passed < MAPPED_FOR ? (int)(MAPPED_FOR - passed) : 0;
}

void fresh_drop_all(void)
{
    for (size_t i = 0; fresh.count > 0 && i < fresh.registry->count; i++) {
        drop(&fresh.files[i]);
    }
}
