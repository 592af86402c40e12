/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/cells/cell_lock.h"
#include "shim/cli/cells/json_record.h"
#include "shim/cli/cells/lock_owner.h"
#include "shim/cli/cells/server_clock.h"
#include "shim/cli/base/file_content.h"
#include "shim/cli/base/say.h"

#include "core/base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct cell_lock {
    struct arena *arena;
    const char *path;
    unsigned turn;
    int descriptor; /* of its turn's file */
    struct lock_owner self;
};

/* Both have one length: a lock is given back by overwriting, which needs no room on the disk. */
#define HELD     TEXT("{\"held\": true ")
#define RELEASED TEXT("{\"held\": false")

static const char *turn_path(struct arena *arena, const char *path, unsigned turn)
{
    struct buffer name = {.arena = arena};
    buffer_format(&name, "%s-%u", path, turn);
    return buffer_string(&name);
}

static bool turn_exists(struct arena *arena, const char *path, unsigned turn)
{
    struct stat there;
    return lstat(turn_path(arena, path, turn), &there) == 0;
}

/* The last turn at or after one that exists, or 0. There is no gap among turns: a few looks find the end of many. */
static unsigned last_turn(struct arena *arena, const char *path, unsigned turn)
{
    unsigned step = 1;
    while (turn_exists(arena, path, turn + step)) {
        turn += step;
        step *= 2;
    }
    for (step /= 2; step > 0; step /= 2) {
        turn += turn_exists(arena, path, turn + step) ? step : 0;
    }
    return turn;
}

static const char *directory_of(struct arena *arena, const char *path)
{
    const struct text parent = path_parent(path);
    return parent.length > 0 ? text_string(arena, parent) : ".";
}

/* What a turn's file says. */
struct turn {
    bool is_held;
    struct lock_owner owner;
    enum owner_life life;
    double age; /* seconds since it was touched; negative: not known */
};

static void judge(struct arena *arena, const char *path, struct text content, const struct stat *file,
                  const struct lock_owner *self, struct turn *turn)
{
    struct node *object = json_record_parse(arena, content);
    /* Not whole yet, or damaged: held by nobody knows whom. */
    turn->is_held = !object || json_record_is_true(arena, object, "held");
    turn->owner = lock_owner_of(arena, object);
    if (!turn->is_held) {
        return;
    }
    turn->life = lock_owner_life(arena, &turn->owner, self);
    if (turn->life != OWNER_ELSEWHERE) {
        turn->is_held = turn->life == OWNER_LIVES;
    } else if (server_clock_age(arena, directory_of(arena, path), file, &turn->age)) {
        turn->is_held = turn->age < LOCK_STALE;
    }
}

static struct turn read_turn(struct arena *arena, const char *path, unsigned number, const struct lock_owner *self)
{
    struct turn turn = {.is_held = true, .life = OWNER_ELSEWHERE, .age = -1};
    struct file_content content;
    struct stat file;
    const int descriptor = open(turn_path(arena, path, number), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) {
        return turn;
    }
    if (!file_read_descriptor(arena, descriptor, &content) && fstat(descriptor, &file) == 0) {
        judge(arena, path, content.bytes, &file, self, &turn);
    }
    close(descriptor);
    return turn;
}

/* Gives a file without a name one that is not taken. False with errno. */
static bool name_file(int descriptor, const char *path)
{
    char nameless[64];
    buffer_format_fixed(nameless, sizeof nameless, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, nameless, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0;
}

static int close_failed(int descriptor)
{
    const int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

/* Where no file is without a name (NFS): a starter that is killed in here leaves an empty turn, which goes as another host's
 * does. */
static int exclusive_file(const char *path, struct text content)
{
    const int descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 || file_write_descriptor(descriptor, content)) {
        return descriptor;
    }
    const int failed = close_failed(descriptor);
    const int error = errno;
    unlink(path); /* nobody has built on it: it is too young to be thought dead */
    errno = error;
    return failed;
}

/* A descriptor on a new file at path that says content. Negative with errno: EEXIST when there is one. */
static int make_file(struct arena *arena, const char *path, struct text content)
{
    const int descriptor = open(directory_of(arena, path), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return exclusive_file(path, content);
    }
    if (!file_write_descriptor(descriptor, content)) {
        return close_failed(descriptor);
    }
    if (name_file(descriptor, path)) {
        return descriptor;
    }
    close_failed(descriptor);
    return errno == EEXIST ? -1 : exclusive_file(path, content);
}

static struct text content_of(struct arena *arena, struct text held, const struct lock_owner *self)
{
    struct buffer out = {.arena = arena};
    buffer_put(&out, held);
    lock_owner_put(&out, self);
    buffer_put(&out, TEXT("}\n"));
    return buffer_text(&out);
}

/* OUTCOME_NONE: another was first. */
static enum outcome make_turn(struct arena *arena, const char *path, unsigned turn, struct text content,
                              int *descriptor)
{
    const char *file = turn_path(arena, path, turn);
    *descriptor = make_file(arena, file, content);
    if (*descriptor >= 0) {
        return OUTCOME_FOUND;
    }
    if (errno == EEXIST) {
        return OUTCOME_NONE;
    }
    say("%s: cannot be made: %s", file, strerror(errno));
    return OUTCOME_REFUSED;
}

enum outcome cell_lock_take(struct arena *arena, const char *path, struct cell_lock **lock)
{
    enum outcome made = OUTCOME_NONE;
    int descriptor;
    const struct lock_owner self = lock_owner_self(arena);
    const struct text content = content_of(arena, HELD, &self);
    for (unsigned turn = 0; made == OUTCOME_NONE;) {
        turn = last_turn(arena, path, turn);
        if (turn > 0 && read_turn(arena, path, turn, &self).is_held) {
            return OUTCOME_NONE;
        }
        turn++; /* it exists in any case when the next line is done, save where it refuses */
        made = make_turn(arena, path, turn, content, &descriptor);
        if (made == OUTCOME_FOUND) {
            *lock = arena_new(arena, struct cell_lock);
            **lock = (struct cell_lock){arena, path, turn, descriptor, self};
        }
    }
    return made;
}

const struct lock_owner *cell_lock_self(const struct cell_lock *lock)
{
    return &lock->self;
}

bool cell_lock_touch(struct cell_lock *lock)
{
    futimens(lock->descriptor, NULL); /* the server may be away; then nobody else sees an old time either */
    return turn_exists(lock->arena, lock->path, lock->turn) && !turn_exists(lock->arena, lock->path, lock->turn + 1);
}

void cell_lock_release(struct cell_lock *lock)
{
    const struct text released = RELEASED;
    if (pwrite(lock->descriptor, released.bytes, released.length, 0) != (ssize_t)released.length) {
        say("%s cannot be given back: %s (others wait until it is %d minutes old)",
            turn_path(lock->arena, lock->path, lock->turn), strerror(errno), LOCK_STALE / 60);
    }
    close(lock->descriptor);
}

/* What the last turn says; not held where there is none. */
static struct turn read_last(struct arena *arena, const char *path, unsigned *last, struct lock_owner *self)
{
    *last = last_turn(arena, path, 0);
    if (*last == 0) {
        return (struct turn){.is_held = false};
    }
    *self = lock_owner_self(arena);
    return read_turn(arena, path, *last, self);
}

bool cell_lock_is_held(struct arena *arena, const char *path)
{
    struct lock_owner self;
    unsigned last;
    return read_last(arena, path, &last, &self).is_held;
}

static const char *owner_text(struct arena *arena, const struct turn *turn)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "%s", lock_owner_text(arena, &turn->owner));
    if (turn->age >= 0) {
        buffer_format(&out, ", last seen %ld s ago", (long)turn->age);
    }
    return buffer_string(&out);
}

const char *cell_lock_owner(struct arena *arena, const char *path)
{
    struct lock_owner self;
    unsigned last;
    const struct turn turn = read_last(arena, path, &last, &self);
    return turn.is_held ? owner_text(arena, &turn) : NULL;
}

enum outcome cell_lock_break(struct arena *arena, const char *path, const char **owner)
{
    struct lock_owner self;
    unsigned last;
    const struct turn turn = read_last(arena, path, &last, &self);
    if (!turn.is_held) {
        return OUTCOME_NONE;
    }
    *owner = owner_text(arena, &turn);
    int descriptor;
    const enum outcome made = make_turn(arena, path, last + 1, content_of(arena, RELEASED, &self), &descriptor);
    if (made == OUTCOME_FOUND) {
        close(descriptor);
    }
    return made;
}
