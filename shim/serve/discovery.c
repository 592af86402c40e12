/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/discovery.h"
#include "shim/serve/descriptor_path.h"
#include "shim/serve/kernel.h"

#include <errno.h>
#include <limits.h>

/* Two paths, not on the stack, which may be small. */
struct places {
    char file[PATH_MAX];  /* what was opened, without symbolic links */
    char start[PATH_MAX]; /* where the path as it was given starts */
};

static bool ends_in(struct text path, struct text end)
{
    return path.length >= end.length && text_equal_any_case(text_from(path, path.length - end.length), end);
}

bool discovery_may_be(const char *path)
{
    static const char ends[][12] = {".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (ends_in(text_of(path), text_of(ends[i]))) {
            return true;
        }
    }
    return false;
}

static void find_places(struct places *places, int directory, const char *path, int fd)
{
    descriptor_path(fd, places->file, sizeof places->file);
    places->start[0] = '\0';
    if (*path != '/') {
        descriptor_path(directory, places->start, sizeof places->start);
    }
}

static void note(const struct ledger *ledger, bool writable, int directory, const char *path, int fd,
                 const struct stat *seen)
{
    struct places *places = kernel_map(sizeof *places);
    if (!places) {
        return;
    }
    find_places(places, directory, path, fd);
    const struct ledger_found found = {
        .file = text_of(*places->file != '\0' ? places->file : path),
        .opened = text_of(path),
        .start = text_of(places->start),
        .changed = seen->st_ctim,
        .writable = writable,
    };
    ledger_write_found(ledger, &found);
    kernel_unmap(places, sizeof *places);
}

/* The change of a file to one that is read and written is news. The name counts, too: a file that is gone leaves its
 * inode number to another one. */
static uint64_t hash_of(const struct stat *seen, const char *path, bool writable)
{
    const uint64_t key[] = {seen->st_dev, seen->st_ino, writable, text_hash(text_of(path))};
    return text_hash((struct text){(const char *)key, sizeof key});
}

void discovery_note(const struct ledger *ledger, int directory, const char *path, int flags, int fd)
{
    const int callers_errno = errno;
    const bool writable = (flags & O_ACCMODE) != O_RDONLY;
    struct stat seen;
    if (!discovery_may_be(path) || kernel_fstat(fd, &seen) < 0 || S_ISDIR(seen.st_mode)) {
        return;
    }
    if (ledger_ask_once(ledger, hash_of(&seen, path, writable)) == ONCE_FIRST) {
        note(ledger, writable, directory, path, fd, &seen);
    }
    errno = callers_errno;
}
