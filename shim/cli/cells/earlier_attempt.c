/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/earlier_attempt.h"
#include "shim/cli/base/say.h"

#include "core/base/buffer.h"
#include "core/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ATTEMPT TEXT("attempt-")
#define LOCK    TEXT("lock-")

/* N of a name like attempt-N; 0: it is another. */
static uint32_t number_of_name(const char *name, struct text start)
{
    uint32_t number;
    const struct text text = text_of(name);
    return text_starts(text, start) && text_number(text_from(text, start.length), &number) ? number : 0;
}

unsigned earlier_attempt_last(const char *directory)
{
    unsigned last = 0;
    DIR *listing = opendir(directory);
    for (const struct dirent *entry; listing && (entry = readdir(listing));) {
        const unsigned number = number_of_name(entry->d_name, ATTEMPT);
        last = number > last ? number : last;
    }
    if (listing) {
        closedir(listing);
    }
    return last;
}

struct move {
    struct arena *arena;
    const char *from, *to; /* directories */
};

static bool move_one(const struct move *move, const char *name)
{
    const char *from = path_in(move->arena, move->from, name);
    if (rename(from, path_in(move->arena, move->to, name)) == 0 || errno == ENOENT) {
        return true;
    }
    say("%s: cannot be moved to %s: %s", from, move->to, strerror(errno));
    return false;
}

/* NFS keeps what is open and removed under names of its own. */
static bool stays(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "started.json") == 0 ||
           text_starts(text_of(name), TEXT(".nfs")) || number_of_name(name, ATTEMPT) > 0 ||
           number_of_name(name, LOCK) > 0;
}

static bool move_all(const struct move *move)
{
    DIR *listing = opendir(move->from);
    if (!listing) {
        say("%s: cannot be read: %s", move->from, strerror(errno));
        return false;
    }
    bool moved = true;
    const struct dirent *entry = NULL;
    do {
        errno = 0;
        entry = readdir(listing);
        moved = !entry || stays(entry->d_name) || move_one(move, entry->d_name);
    } while (entry && moved);
    if (moved && errno != 0) {
        say("%s: cannot be read to its end: %s", move->from, strerror(errno));
        moved = false;
    }
    closedir(listing);
    return moved;
}

static bool link_started(const struct move *move)
{
    const char *from = path_in(move->arena, move->from, "started.json"),
               *to = path_in(move->arena, move->to, "started.json");
    if (link(from, to) == 0 || errno == EEXIST || errno == ENOENT) {
        return true;
    }
    /* There are no links here: what it says stands in the final record as well. */
    return errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
}

bool earlier_attempt_move(struct arena *arena, const char *directory, unsigned attempt)
{
    struct buffer to = {.arena = arena};
    buffer_format(&to, "%s/attempt-%u", directory, attempt);
    const struct move move = {arena, directory, buffer_string(&to)};
    if (mkdir(move.to, 0777) != 0 && errno != EEXIST) {
        say("%s: cannot be made: %s", move.to, strerror(errno));
        return false;
    }
    return move_one(&move, "status.json") && move_all(&move) && link_started(&move);
}
