/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/store_directory.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/base/say.h"
#include "shim/cli/plan/cell_name.h"

#include "core/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LOOKS_APART_MS 50
#define LOOKS_QUIET    40  /* after which it is said who is waited for */
#define LOOKS_LATER_MS 500 /* between those that follow: the owner may be gone, and its lock has to grow old */

static bool make_one(struct arena *arena, struct text path)
{
    const char *dir = text_string(arena, path);
    struct stat there;
    if (mkdir(dir, 0777) == 0 || (errno == EEXIST && stat(dir, &there) == 0 && S_ISDIR(there.st_mode))) {
        return true;
    }
    say("%s: cannot be made: %s", dir, strerror(errno));
    return false;
}

bool store_directory_make(struct arena *arena, const char *dir)
{
    const struct text path = text_of(dir);
    bool made = true;
    for (size_t end = 1; made && end < path.length; end++) {
        made = path.bytes[end] != '/' || path.bytes[end - 1] == '/' || make_one(arena, text_part(path, 0, end));
    }
    return made && make_one(arena, path);
}

bool store_directory_is_free(struct arena *arena, const char *dir)
{
    DIR *listing = opendir(dir);
    const char *other = NULL;
    for (const struct dirent *entry; listing && !other && (entry = readdir(listing));) {
        other = cell_name_is_taken(text_of(entry->d_name)) ? NULL : text_string(arena, text_of(entry->d_name));
    }
    if (listing) {
        closedir(listing);
    }
    /* Another starter may have begun one meanwhile: cells.jsonl comes before the cells' directories. */
    if (other && access(path_in(arena, dir, "cells.jsonl"), F_OK) == 0) {
        other = NULL;
    }
    if (other) {
        say("%s: has no cells.jsonl, but other files (%s): no sweep begins there (--dir names another directory)", dir,
            other);
    }
    return !other;
}

struct lock_look {
    struct arena arena; /* its own: a starter may look for minutes */
    const char *path;
    bool is_held;
};

static void look_at_lock(void *context)
{
    struct lock_look *look = context;
    look->is_held = cell_lock_is_held(&look->arena, look->path);
}

static bool is_locked(const char *path)
{
    struct lock_look look = {.path = path, .is_held = true};
    arena_init(&look.arena, 0);
    arena_run(&look.arena, look_at_lock, &look);
    arena_release(&look.arena);
    return look.is_held;
}

enum outcome store_directory_lock(struct arena *arena, const char *dir, unsigned looks, struct cell_lock **lock)
{
    const char *path = path_in(arena, dir, "lock");
    const enum outcome taken = looks > 0 && is_locked(path) ? OUTCOME_NONE : cell_lock_take(arena, path, lock);
    if (taken != OUTCOME_NONE) {
        return taken;
    }
    const char *owner = looks == LOOKS_QUIET ? cell_lock_owner(arena, path) : NULL;
    if (owner) {
        say("%s: waits for %s, which writes there", dir, owner);
    }
    nanosleep(&(struct timespec){.tv_nsec = (looks < LOOKS_QUIET ? LOOKS_APART_MS : LOOKS_LATER_MS) * 1000000L}, NULL);
    return OUTCOME_NONE;
}
