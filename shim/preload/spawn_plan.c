/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/spawn_plan.h"
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/preload/spawn_record.h"
#include "shim/serve/kernel.h"
#include "shim/serve/same_name.h"

/* What becomes of an action, beside a descriptor that takes its place. */
enum {
    AS_IT_IS = -1,
    NO_FILE = -2, /* nothing is there, or the child fails before it: whatever happens meanwhile, it reads no file */
};

struct spawn_step {
    const struct spawn_action *action;
    int served;    /* a descriptor of ours, or one of the above */
    bool moved_to; /* a later action moves to the directory that this one opens */
    int directory; /* that, as a descriptor of ours, or a negative errno value */
};

/* Errors of this process, which the child need not have. */
static bool is_ours(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* Whether the child looks with other rights than this process: then it may open what this process may not. */
static bool has_other_rights(const posix_spawnattr_t *attributes)
{
    short flags = 0;
    return attributes && posix_spawnattr_getflags(attributes, &flags) == 0 && (flags & POSIX_SPAWN_RESETIDS) &&
           (getuid() != geteuid() || getgid() != getegid());
}

/* The step whose opening descriptor fd comes from, as steps up to that of number at leave it in the child; NULL when it
 * is not one of theirs, and *fd is then this process's number for it, or -1 when it is closed. */
static struct spawn_step *origin_of(const struct spawn_plan *plan, size_t at, int *fd)
{
    while (at-- > 0) {
        const struct spawn_action *action = plan->steps[at].action;
        if (action->kind == SPAWN_DUP2 && action->fd == *fd) {
            *fd = action->from;
        } else if (action->kind == SPAWN_OPEN && action->fd == *fd) {
            return &plan->steps[at];
        } else if ((action->kind == SPAWN_CLOSE && action->fd == *fd) ||
                   (action->kind == SPAWN_CLOSEFROM && action->fd <= *fd)) {
            *fd = -1;
            return NULL;
        }
    }
    return NULL;
}

static void mark_directories(const struct spawn_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        int fd = plan->steps[i].action->fd;
        struct spawn_step *origin = plan->steps[i].action->kind == SPAWN_FCHDIR ? origin_of(plan, i, &fd) : NULL;
        if (origin) {
            origin->moved_to = true;
        }
    }
}

static int open_directory(int from, const char *path)
{
    return kernel_openat(from, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
}

/* Where the child is behind the step of number at, which moves it: a descriptor of the caller's, or a negative errno
 * value. */
static int move(const struct spawn_plan *plan, size_t at, int directory)
{
    const struct spawn_action *action = plan->steps[at].action;
    if (action->kind == SPAWN_CHDIR) {
        return open_directory(directory, action->path);
    }
    int fd = action->fd;
    const struct spawn_step *origin = origin_of(plan, at, &fd);
    if (origin && origin->directory < 0) {
        return origin->directory;
    }
    return kernel_fcntl(origin ? origin->directory : fd, F_DUPFD_CLOEXEC, 0);
}

/* Whether the child makes something of this number. To close one that is not open is nothing. */
static bool says(const struct spawn_action *action, int fd)
{
    switch (action->kind) {
    case SPAWN_OPEN:
    case SPAWN_FCHDIR:
    case SPAWN_TCSETPGRP:
        return action->fd == fd;
    case SPAWN_DUP2:
        return action->fd == fd || action->from == fd;
    default:
        return false;
    }
}

static bool is_said(const struct spawn_plan *plan, int fd)
{
    size_t i = 0;
    while (i < plan->count && !says(plan->steps[i].action, fd)) {
        i++;
    }
    return i < plan->count;
}

/* The number above all that the child opens. A descriptor of ours below would change which number an open gives before
 * it becomes the action's, and so whether O_CLOEXEC stays. */
static int above_opened(const struct spawn_plan *plan)
{
    int above = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct spawn_action *action = plan->steps[i].action;
        above = action->kind == SPAWN_OPEN && action->fd >= above ? action->fd + 1 : above;
    }
    return above;
}

/* The same as fd under a free number, from least on, that no action says; else a negative errno value. */
static int duplicate_unsaid(const struct spawn_plan *plan, int fd, int least)
{
    for (;;) {
        int duplicate = kernel_fcntl(fd, F_DUPFD_CLOEXEC, least);
        if (duplicate < 0 || !is_said(plan, duplicate)) {
            return duplicate == -EINVAL ? -EMFILE : duplicate; /* the limit is below least */
        }
        kernel_close(duplicate);
        least = duplicate + 1;
    }
}

/* fd under a number that is out of the child's way. Closes fd unless that is it. */
static int put_aside(const struct spawn_plan *plan, int fd)
{
    int aside = duplicate_unsaid(plan, fd, above_opened(plan));
    if (aside < 0 && !is_said(plan, fd)) {
        return fd;
    }
    if (aside < 0) {
        aside = duplicate_unsaid(plan, fd, 0);
    }
    kernel_close(fd);
    return aside;
}

/* Whether opening action's path would open a registered file: a negative errno value when nothing can be found there.
 * Looked at, not opened: what is no registered file is the child's to open. */
static int look(int directory, const struct spawn_action *action)
{
    struct launch *launch = active_launch();
    struct stat seen;
    int fd = kernel_openat(directory, action->path, O_PATH | O_CLOEXEC | (action->flags & O_NOFOLLOW), 0);
    if (fd < 0) {
        return fd;
    }
    int found = kernel_fstat(fd, &seen);
    if (found == 0 && S_ISREG(seen.st_mode)) {
        found = registry_find(&launch->registry, directory, action->path, &seen) != NULL;
        if (!found) {
            same_name_note(launch, directory, action->path, fd);
        }
    }
    kernel_close(fd);
    return found;
}

/* Whether fd is no longer what it was opened on. */
static bool is_served(int fd, const struct stat *disk)
{
    struct stat seen;
    return kernel_fstat(fd, &seen) < 0 || seen.st_dev != disk->st_dev || seen.st_ino != disk->st_ino;
}

/* Whether an action ahead of step may make a file that is not there now. */
static bool may_be_made(const struct spawn_plan *plan, const struct spawn_step *step)
{
    for (const struct spawn_step *ahead = plan->steps; ahead < step; ahead++) {
        if (ahead->action->kind == SPAWN_OPEN && (ahead->action->flags & O_CREAT)) {
            return true;
        }
    }
    return false;
}

/* Opens what step opens, if it is served. 0, or an errno value that the spawn is to fail with. */
static int open_served(const struct spawn_plan *plan, struct spawn_step *step, int directory, bool other_rights)
{
    const struct spawn_action *action = step->action;
    const int flags = action->flags | O_CLOEXEC;
    struct stat disk = {0};
    step->served = AS_IT_IS;
    const int found = look(directory, action);
    if (found == 0 || (found == -ENOENT && (action->flags & O_CREAT))) {
        return 0;
    }
    int opened = (int)libc_result(kernel_openat(directory, action->path, flags, action->mode));
    if (opened >= 0) {
        kernel_fstat(opened, &disk);
    }
    int fd = answer_open(directory, action->path, flags, opened);
    if (fd < 0) {
        const bool refused = opened >= 0 || is_ours(errno) || (other_rights && (errno == EACCES || errno == EPERM));
        step->served = errno == ENOENT && !may_be_made(plan, step) ? NO_FILE : AS_IT_IS;
        return refused ? errno : 0;
    }
    if (!is_served(fd, &disk) || (other_rights && kernel_faccessat(directory, action->path, R_OK, 0) == -EACCES)) {
        kernel_close(fd);
        return 0;
    }
    step->served = put_aside(plan, fd);
    return step->served < 0 ? -step->served : 0;
}

/* Does here what the child will do, as far as it leads to registered files. Ends where the child will fail. */
static int walk(const struct spawn_plan *plan, bool other_rights)
{
    int directory = AT_FDCWD, error = 0;
    for (size_t i = 0; i < plan->count && error == 0; i++) {
        struct spawn_step *step = &plan->steps[i];
        const enum spawn_action_kind kind = step->action->kind;
        int next = directory;
        if (step->moved_to) {
            step->directory = open_directory(directory, step->action->path);
            error = is_ours(-step->directory) ? -step->directory : 0;
        }
        if (step->action->asks && error == 0) {
            error = open_served(plan, step, directory, other_rights);
        }
        if (kind == SPAWN_CHDIR || kind == SPAWN_FCHDIR) {
            next = move(plan, i, directory);
            kernel_close(directory);
        }
        if (next < 0 && next != AT_FDCWD) {
            return is_ours(-next) || (other_rights && next == -EACCES) ? -next : 0;
        }
        directory = next;
    }
    kernel_close(directory);
    return error;
}

static bool is_served_behind(const struct spawn_plan *plan, size_t at, int fd)
{
    while (++at < plan->count) {
        if (plan->steps[at].served == fd) {
            return true;
        }
    }
    return false;
}

/* Spares what the child is to inherit, and what actions behind this one duplicate, which it would not have. */
static int add_close(struct spawn_plan *plan, size_t at, int fd)
{
    return exec_memory_has(plan->memory, fd) || is_served_behind(plan, at, fd)
               ? 0
               : REAL(posix_spawn_file_actions_addclose)(&plan->own, fd);
}

static int add_closefrom(struct spawn_plan *plan, size_t at)
{
    int from = plan->steps[at].action->fd, last = -1, error = 0;
    for (size_t i = 0; i < plan->memory->count; i++) {
        last = plan->memory->descriptors[i] > last ? plan->memory->descriptors[i] : last;
    }
    for (size_t i = at + 1; i < plan->count; i++) {
        last = plan->steps[i].served > last ? plan->steps[i].served : last;
    }
    for (; from <= last && error == 0; from++) {
        error = add_close(plan, at, from);
    }
    return error != 0 ? error : REAL(posix_spawn_file_actions_addclosefrom_np)(&plan->own, from);
}

/* Duplicated, and not opened again: that takes neither /proc nor the right to. With O_CLOEXEC it is opened, since
 * whether the descriptor stays open depends on the number that the child gets for it at first. */
static int add_open(struct spawn_plan *plan, const struct spawn_step *step)
{
    const struct spawn_action *action = step->action;
    char path[sizeof "/proc/self/fd/" + 11];
    if (step->served < 0) {
        return REAL(posix_spawn_file_actions_addopen)(&plan->own, action->fd,
                                                      step->served == NO_FILE ? SPAWN_NO_FILE : action->path,
                                                      action->flags, action->mode);
    }
    if (!(action->flags & O_CLOEXEC)) {
        return REAL(posix_spawn_file_actions_adddup2)(&plan->own, step->served, action->fd);
    }
    buffer_format_fixed(path, sizeof path, "/proc/self/fd/%d", step->served);
    return REAL(posix_spawn_file_actions_addopen)(&plan->own, action->fd, path, O_RDONLY | O_CLOEXEC, 0);
}

static int add(struct spawn_plan *plan, size_t at)
{
    const struct spawn_action *action = plan->steps[at].action;
    switch (action->kind) {
    case SPAWN_OPEN:
        return add_open(plan, &plan->steps[at]);
    case SPAWN_CLOSE:
        return add_close(plan, at, action->fd);
    case SPAWN_DUP2:
        return REAL(posix_spawn_file_actions_adddup2)(&plan->own, action->from, action->fd);
    case SPAWN_CHDIR:
        return REAL(posix_spawn_file_actions_addchdir_np)(&plan->own, action->path);
    case SPAWN_FCHDIR:
        return REAL(posix_spawn_file_actions_addfchdir_np)(&plan->own, action->fd);
    case SPAWN_CLOSEFROM:
        return add_closefrom(plan, at);
    case SPAWN_TCSETPGRP:
        return REAL(posix_spawn_file_actions_addtcsetpgrp_np)(&plan->own, action->fd);
    }
    return EINVAL;
}

static int build(struct spawn_plan *plan)
{
    int error = posix_spawn_file_actions_init(&plan->own);
    for (size_t i = 0; i < plan->count && error == 0; i++) {
        error = add(plan, i);
    }
    plan->actions = &plan->own;
    return error;
}

static bool take_steps(struct spawn_plan *plan, const struct spawn_action *last)
{
    plan->steps = kernel_map(last->count * sizeof *plan->steps);
    plan->count = plan->steps ? last->count : 0;
    for (size_t i = plan->count; i-- > 0; last = last->before) {
        plan->steps[i] =
            (struct spawn_step){.action = last, .served = last->asks ? NO_FILE : AS_IT_IS, .directory = -EBADF};
    }
    return plan->steps != NULL;
}

/* Whether last, or an action before it, closes what the child is to inherit. */
static bool closes_memory(const struct spawn_action *last, const struct exec_memory *memory)
{
    for (; last; last = last->before) {
        for (size_t i = 0; i < memory->count; i++) {
            const int fd = memory->descriptors[i];
            if ((last->kind == SPAWN_CLOSE && last->fd == fd) || (last->kind == SPAWN_CLOSEFROM && last->fd <= fd)) {
                return true;
            }
        }
    }
    return false;
}

int spawn_plan_make(struct spawn_plan *plan, const posix_spawn_file_actions_t *actions,
                    const posix_spawnattr_t *attributes, const struct exec_memory *memory)
{
    const struct spawn_action *last = NULL;
    const int callers_errno = errno;
    *plan = (struct spawn_plan){.actions = actions, .memory = memory};
    if (!active_launch() || !actions || !spawn_record_find(actions, &last) || !last ||
        !(last->any_asks || closes_memory(last, memory))) {
        return 0;
    }
    if (!take_steps(plan, last)) {
        return ENOMEM;
    }
    mark_directories(plan);
    int error = walk(plan, has_other_rights(attributes));
    if (error == 0) {
        error = build(plan);
    }
    if (error != 0) {
        spawn_plan_release(plan);
    }
    errno = callers_errno;
    return error;
}

void spawn_plan_release(struct spawn_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        kernel_close(plan->steps[i].served);
        kernel_close(plan->steps[i].directory);
    }
    if (plan->actions == &plan->own) {
        REAL(posix_spawn_file_actions_destroy)(&plan->own);
    }
    if (plan->steps) {
        kernel_unmap(plan->steps, plan->count * sizeof *plan->steps);
    }
}
