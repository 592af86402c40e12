/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/store.h"
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/cells_file.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char *without_slashes(struct arena *arena, const char *dir)
{
    struct text text = text_of(dir);
    while (text.length > 1 && text.bytes[text.length - 1] == '/') {
        text.length--;
    }
    return text_string(arena, text);
}

/* Reads a file that is there when cells.jsonl is. */
static bool read_beside(const struct store *store, const char *name, struct node **object)
{
    const char *path = path_in(store->arena, store->dir, name), *problem;
    switch (json_record_read(store->arena, path, object, &problem)) {
    case OUTCOME_FOUND:
        return true;
    case OUTCOME_NONE:
        problem = "is not there any more";
        break;
    case OUTCOME_REFUSED:
        break;
    }
    say("%s: %s (restore the file, or begin another sweep with --dir)", path, problem);
    return false;
}

static bool is_directory(const char *dir)
{
    struct stat there;
    if (stat(dir, &there) != 0) {
        if (errno != ENOENT) {
            say("%s: %s", dir, strerror(errno));
        }
        return errno == ENOENT;
    }
    if (!S_ISDIR(there.st_mode)) {
        say("%s: is no directory (--dir names the sweep's)", dir);
    }
    return S_ISDIR(there.st_mode);
}

enum outcome store_open(struct store *store, struct arena *arena, const char *dir)
{
    *store = (struct store){.arena = arena, .dir = without_slashes(arena, dir)};
    if (!is_directory(store->dir)) {
        return OUTCOME_REFUSED;
    }
    const enum outcome outcome = cells_file_read(store);
    if (outcome != OUTCOME_FOUND) {
        return outcome;
    }
    const bool read =
        read_beside(store, "sweep.json", &store->description) && read_beside(store, "base.json", &store->base);
    return read ? OUTCOME_FOUND : OUTCOME_REFUSED;
}

const char *store_cell_dir(const struct store *store, uint32_t number)
{
    return path_in(store->arena, store->dir, store->cells[number].name);
}

const char *store_cell_path(const struct store *store, uint32_t number, const char *name)
{
    return path_in(store->arena, store_cell_dir(store, number), name);
}

bool store_unlock(struct store *store, uint32_t number)
{
    const char *owner;
    if (number >= store->count) {
        say("--unlock %u: there is no such cell in %s (the last one is %zu)", number, store->dir, store->count - 1);
        return false;
    }
    switch (cell_lock_break(store->arena, store_cell_path(store, number, "lock"), &owner)) {
    case OUTCOME_FOUND:
        say("cell %u: the lock of %s is removed (if that still runs, it ends the cell within %d s)", number, owner,
            LOCK_TOUCH);
        return true;
    case OUTCOME_NONE:
        say("cell %u: nobody has its lock", number);
        break;
    case OUTCOME_REFUSED:
        break;
    }
    return false;
}
