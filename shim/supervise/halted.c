/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"
#include "shim/serve/same_name.h"
#include "shim/supervise/caller_rights.h"
#include "shim/supervise/caller_walk.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/speaker.h"

#include <linux/openat2.h>
#include <string.h>

void halted_read(struct halted *halted, const struct call *call, const struct seccomp_notif *notification)
{
    const __u64 *argument = notification->data.args;
    const bool names_directory = call->kind == CALL_OPENAT || call->kind == CALL_OPENAT2 || call->kind == CALL_STATAT ||
                                 call->kind == CALL_STATX || call->kind == CALL_EXECAT;
    halted->call = call;
    halted->id = notification->id;
    halted->thread = (pid_t)notification->pid;
    halted->directory = names_directory ? (int)*argument++ : AT_FDCWD;
    halted->path_at = *argument++;
    halted->flags = 0;
    halted->mask = 0;
    halted->resolve = 0;
    switch (call->kind) {
    case CALL_OPEN:
    case CALL_OPENAT:
        halted->flags = (int)argument[0];
        break;
    case CALL_CREAT:
        halted->flags = O_CREAT | O_WRONLY | O_TRUNC;
        break;
    case CALL_OPENAT2:
        halted->how_at = argument[0];
        halted->how_size = argument[1];
        break;
    case CALL_STAT:
        halted->out_at = argument[0];
        break;
    case CALL_LSTAT:
        halted->out_at = argument[0];
        halted->flags = AT_SYMLINK_NOFOLLOW;
        break;
    case CALL_STATAT:
        halted->out_at = argument[0];
        halted->flags = (int)argument[1];
        break;
    case CALL_STATX:
        halted->flags = (int)argument[0];
        halted->mask = (unsigned)argument[1];
        halted->out_at = argument[2];
        break;
    case CALL_EXECAT:
        halted->flags = (int)argument[2];
        break;
    case CALL_EXEC:
    case CALL_REFUSED:
        break;
    }
}

int halted_read_path(struct halted *halted)
{
    ssize_t length = caller_path(halted->thread, halted->path_at, halted->path);
    if (length == -EPERM && caller_rights_may_help(halted->thread)) {
        length = caller_path(halted->thread, halted->path_at, halted->path);
    }
    return length < 0 ? (int)length : 0;
}

static int read_memory(const struct halted *halted, uint64_t address, void *out, size_t size)
{
    const int result = caller_read(halted->thread, address, out, size);
    return result == -EPERM && caller_rights_may_help(halted->thread) ? caller_read(halted->thread, address, out, size)
                                                                      : result;
}

int halted_write(const struct halted *halted, const void *bytes, size_t size)
{
    int result = caller_write(halted->thread, halted->out_at, bytes, size);
    if (result == -EPERM && caller_rights_may_help(halted->thread)) {
        result = caller_write(halted->thread, halted->out_at, bytes, size);
    }
    caller_rights_return();
    return result;
}

/* Whether the kernel takes it, which looks at it before the path. */
static bool is_how_valid(const struct open_how *how)
{
    return kernel_call(SYS_openat2, -1, (long)"", (long)how, sizeof *how, 0, 0) != -EINVAL;
}

int halted_read_how(struct halted *halted)
{
    struct {
        struct open_how known;
        char later[256]; /* of a later kernel's; the known ones have it zeroed */
    } how = {0};
    static const char zeroed[sizeof how.later];
    if (halted->how_size < sizeof how.known || halted->how_size > sizeof how) {
        return -EINVAL;
    }
    const int result = read_memory(halted, halted->how_at, &how, halted->how_size);
    if (result == 0 && (memcmp(how.later, zeroed, sizeof zeroed) != 0 || !is_how_valid(&how.known))) {
        return -EINVAL;
    }
    halted->flags = (int)how.known.flags;
    halted->resolve = how.known.resolve;
    return result;
}

static bool is_stat(const struct halted *halted)
{
    return halted->call->layout != CALL_NO_LAYOUT;
}

/* O_NOFOLLOW where the last component is not to be followed. */
static int walk_flags(const struct halted *halted)
{
    const bool nofollow =
        is_stat(halted) ? (halted->flags & AT_SYMLINK_NOFOLLOW) != 0 : (halted->flags & O_NOFOLLOW) != 0;
    return nofollow ? O_NOFOLLOW : 0;
}

static int access_refusal(int fd, int access)
{
    return access == 0 ? 0 : kernel_faccessat(fd, "", access, AT_EACCESS | AT_EMPTY_PATH);
}

/* Whether the caller can get there, and do what it wants to; if this process may do more or less, seen with its
 * rights. */
static int caller_refusal(const struct halted *halted, const struct caller_walk *walk, const struct halted_file *found,
                          int access)
{
    if (caller_rights_suffice(halted->thread, &found->status)) {
        return found->fd < 0 ? 0 : access_refusal(found->fd, access);
    }
    if (!caller_rights_take(halted->thread, &found->status)) {
        return -EACCES;
    }
    const int fd = caller_walk_open(walk, halted->path, walk_flags(halted), halted->resolve);
    const int result = fd < 0 ? fd : access_refusal(fd, access);
    caller_rights_return();
    if (fd >= 0) {
        kernel_close(fd);
    }
    return found->fd < 0 && result == -ENOENT ? 0 : result;
}

static bool is_mode_known(const struct halted *halted)
{
    return is_stat(halted) || !(halted->flags & O_CREAT);
}

static void note_same_name(const struct halted *halted, struct launch *launch, struct halted_file *found)
{
    if (registry_namesakes(&launch->registry, halted->path) && caller_status(halted->thread, &found->status)) {
        speaker_be(&launch->records.ledger, halted->thread, &found->status);
        same_name_note(launch, halted->directory, halted->path, found->fd);
    }
}

/* Puts the file, if path leads to a registered one, into found. */
static bool find(struct halted *halted, struct launch *launch, int parent, struct halted_file *found)
{
    const char *name = path_name(halted->path).bytes;
    if (found->fd == -ENOENT && is_mode_known(halted)) {
        found->file = registry_absent(&launch->registry, parent, name, &found->seen);
        found->fd = -1;
        return found->file != NULL;
    }
    if (found->fd < 0 || kernel_fstat(found->fd, &found->seen) < 0 || !S_ISREG(found->seen.st_mode)) {
        return false;
    }
    found->file = registry_find_open(&launch->registry, parent, name, found->fd, &found->seen);
    if (!found->file && !is_stat(halted)) {
        note_same_name(halted, launch, found);
    }
    return found->file != NULL;
}

/* Opens what the path leads to, and the directory that it is in. 0, or a negative errno value: *parent and found->fd
 * are open, or negative. */
static int look(const struct halted *halted, const struct caller_walk *walk, int *parent, struct halted_file *found)
{
    *parent = caller_walk_parent(walk, halted->path, halted->resolve);
    found->fd = *parent < 0 ? *parent : caller_walk_open(walk, halted->path, walk_flags(halted), halted->resolve);
    return found->fd < 0 ? found->fd : 0;
}

static void stop_looking(int parent, const struct halted_file *found)
{
    if (parent >= 0) {
        kernel_close(parent);
    }
    halted_leave(found);
}

/* This process may not go where the caller may be able to. */
static int look_as_caller(const struct halted *halted, const struct caller_walk *walk, int *parent,
                          struct halted_file *found)
{
    if (!caller_status(halted->thread, &found->status) || caller_rights_suffice(halted->thread, &found->status)) {
        return -EACCES;
    }
    stop_looking(*parent, found);
    if (!caller_rights_take(halted->thread, &found->status)) {
        *parent = found->fd = -1;
        return -EPERM;
    }
    const int result = look(halted, walk, parent, found);
    caller_rights_return();
    return result;
}

/* What keeps this process from looking, and says nothing of the caller. */
static bool is_own_problem(int result)
{
    return result == -EMFILE || result == -ENFILE || result == -ENOMEM || result == -EPERM;
}

static enum outcome find_from(struct halted *halted, struct launch *launch, const struct caller_walk *walk, int access,
                              struct halted_file *found, int *refusal)
{
    int parent, result = look(halted, walk, &parent, found);
    if (result == -EACCES) {
        result = look_as_caller(halted, walk, &parent, found);
    }
    if (is_own_problem(result)) {
        stop_looking(parent, found);
        *refusal = result == -EPERM ? -EACCES : result;
        return OUTCOME_REFUSED;
    }
    const bool registered = parent >= 0 && find(halted, launch, parent, found);
    if (parent >= 0) {
        kernel_close(parent);
    }
    const bool waits = registered && listener_waits(halted->listener, halted->id) == 0;
    if (waits) {
        *refusal =
            caller_status(halted->thread, &found->status) ? caller_refusal(halted, walk, found, access) : -EACCES;
    }
    if (waits && *refusal == 0 && listener_waits(halted->listener, halted->id) == 0) {
        return OUTCOME_FOUND;
    }
    halted_leave(found);
    return waits && *refusal < 0 ? OUTCOME_REFUSED : OUTCOME_NONE;
}

/* With the rights that it takes, and then without them. */
static int begin_walk(const struct halted *halted, struct caller_walk *walk)
{
    int result = caller_walk_begin(walk, halted->thread, halted->directory, halted->path, halted->resolve);
    if (result == -EPERM && caller_rights_may_help(halted->thread)) {
        result = caller_walk_begin(walk, halted->thread, halted->directory, halted->path, halted->resolve);
    }
    caller_rights_return();
    return result;
}

int halted_open_path(const struct halted *halted)
{
    struct caller_walk walk;
    int result = begin_walk(halted, &walk);
    if (result == 0) {
        result = *halted->path != '\0' ? caller_walk_open(&walk, halted->path, walk_flags(halted), halted->resolve)
                                       : kernel_fcntl(walk.start, F_DUPFD_CLOEXEC, 0);
        caller_walk_end(&walk);
    }
    return result;
}

int halted_open_readable(const struct halted *halted, struct caller_status *status)
{
    struct halted_file found = {.fd = -1};
    struct caller_walk walk;
    int result = begin_walk(halted, &walk);
    if (result < 0) {
        return result;
    }
    found.fd = caller_walk_open(&walk, halted->path, walk_flags(halted), halted->resolve);
    const bool waits = found.fd >= 0 && caller_status(halted->thread, &found.status) &&
                       listener_waits(halted->listener, halted->id) == 0;
    result = waits ? caller_refusal(halted, &walk, &found, R_OK) : -EACCES;
    caller_walk_end(&walk);
    if (result < 0) {
        halted_leave(&found);
        return result;
    }
    *status = found.status;
    return found.fd;
}

enum outcome halted_find(struct halted *halted, struct launch *launch, int access, struct halted_file *found,
                         int *refusal)
{
    struct caller_walk walk;
    *found = (struct halted_file){.fd = -1};
    const int result = begin_walk(halted, &walk);
    if (result < 0) {
        *refusal = result == -EPERM ? -EACCES : result;
        return is_own_problem(result) ? OUTCOME_REFUSED : OUTCOME_NONE;
    }
    const enum outcome outcome = find_from(halted, launch, &walk, access, found, refusal);
    caller_walk_end(&walk);
    return outcome;
}

void halted_leave(const struct halted_file *found)
{
    if (found->fd >= 0) {
        kernel_close(found->fd);
    }
}
