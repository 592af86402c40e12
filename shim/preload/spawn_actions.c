/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn(3)'s file actions, as they are added: written down, since the C library opens a path in the child by
 * itself, and a registered file must be opened before (spawn_plan.h). Where the object would get to the child all the
 * same, past the hooks, it finds no file, rather than the disk's content. */
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/spawn_record.h"

/* Whether action, to be added to actions, is to be written down. */
static bool is_recorded(const posix_spawn_file_actions_t *actions, struct spawn_action *action)
{
    return active_launch() && spawn_record_find(actions, &action->before);
}

/* What an add function returns: result is the C library's. Once an action asks, all of an object's are needed. */
static int added(const posix_spawn_file_actions_t *actions, const struct spawn_action *action, bool recorded,
                 int result)
{
    if (result != 0 || (recorded && spawn_record_add(actions, action))) {
        return result;
    }
    spawn_record_forget(actions);
    return action->asks || (action->before && action->before->any_asks) ? ENOMEM : 0;
}

/* The body of an add function: name adds what is given behind action's members. */
#define ADD(name, given, ...)                                                                                          \
    struct spawn_action action = {__VA_ARGS__};                                                                        \
    if (!REAL(name)) {                                                                                                 \
        return ENOSYS; /* the C library is older */                                                                    \
    }                                                                                                                  \
    const bool recorded = is_recorded(actions, &action);                                                               \
    return added(actions, &action, recorded, NEXT(name) given)

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions, int fd)
{
    ADD(posix_spawn_file_actions_addclose, (actions, fd), .kind = SPAWN_CLOSE, .fd = fd);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions, int from, int fd)
{
    ADD(posix_spawn_file_actions_adddup2, (actions, from, fd), .kind = SPAWN_DUP2, .from = from, .fd = fd);
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path)
{
    ADD(posix_spawn_file_actions_addchdir_np, (actions, path), .kind = SPAWN_CHDIR, .path = path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
{
    ADD(posix_spawn_file_actions_addfchdir_np, (actions, fd), .kind = SPAWN_FCHDIR, .fd = fd);
}

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int fd)
{
    ADD(posix_spawn_file_actions_addclosefrom_np, (actions, fd), .kind = SPAWN_CLOSEFROM, .fd = fd);
}

int posix_spawn_file_actions_addtcsetpgrp_np(posix_spawn_file_actions_t *actions, int fd)
{
    ADD(posix_spawn_file_actions_addtcsetpgrp_np, (actions, fd), .kind = SPAWN_TCSETPGRP, .fd = fd);
}

/* Whether opening path so would be served: not what has no content yet, or none that can be read. */
static bool asks(const char *path, int flags)
{
    const struct launch *launch = active_launch();
    return launch && (flags & (O_ACCMODE | O_TRUNC | O_PATH)) == O_RDONLY &&
           (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL) && registry_may_be(&launch->registry, path);
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd, const char *path, int flags,
                                     mode_t mode)
{
    struct spawn_action action = {
        .kind = SPAWN_OPEN, .fd = fd, .path = path, .flags = flags, .mode = mode, .asks = asks(path, flags)};
    const bool recorded = is_recorded(actions, &action);
    if (action.asks && !recorded) {
        return ENOMEM;
    }
    return added(actions, &action, recorded,
                 REAL(posix_spawn_file_actions_addopen)(actions, fd, action.asks ? SPAWN_NO_FILE : path, flags, mode));
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    const struct spawn_action *last;
    spawn_record_find(actions, &last);
    spawn_record_drop(last);
    return REAL(posix_spawn_file_actions_destroy)(actions);
}
