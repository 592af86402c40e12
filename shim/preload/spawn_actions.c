/* SPDX-License-Identifier: Apache-2.0 */
/* posix_spawn(3)'s file actions: the C library opens a path in the child by itself, so a registered file is opened
 * here, when the action is added, and the child opens that descriptor again. What it takes is kept until the actions
 * are destroyed: the served file, and the directory that earlier actions moved the child to. */
#include "shim/preload/answer.h"
#include "shim/preload/next.h"
#include "shim/preload/preload.h"
#include "shim/serve/kernel.h"

#include <stdatomic.h>

#define KEPT_MAX  64  /* more are kept for ever */
#define KEPT_FROM 100 /* descriptors below are the program's to number */

static struct kept {
    _Atomic(const void *) actions; /* NULL: free */
    int fd;
    bool directory;
} kept[KEPT_MAX];

static void keep(const void *actions, int fd, bool directory)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        const void *expected = NULL;
        if (atomic_compare_exchange_strong(&kept[i].actions, &expected, actions)) {
            kept[i].fd = fd;
            kept[i].directory = directory;
            return;
        }
    }
}

static void drop(struct kept *entry)
{
    kernel_close(entry->fd);
    atomic_store(&entry->actions, NULL);
}

static struct kept *kept_directory(const void *actions)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        if (atomic_load(&kept[i].actions) == actions && kept[i].directory) {
            return &kept[i];
        }
    }
    return NULL;
}

/* The same under a number out of the program's way; closes fd. Negative errno value when there is none. */
static int move_away(int fd)
{
    int high = kernel_fcntl(fd, F_DUPFD_CLOEXEC, KEPT_FROM);
    kernel_close(fd);
    return high == -EINVAL ? -EMFILE : high; /* the limit is below KEPT_FROM */
}

/* Puts into *served a descriptor on what opening path gives, when that is a registered file. A file that cannot be
 * opened is the child's to find out. 0 or an errno value; errno itself is kept. */
static int open_served(const void *actions, const char *path, int flags, int *served)
{
    const struct kept *moved = kept_directory(actions);
    const int directory = moved ? moved->fd : AT_FDCWD;
    const int callers_errno = errno;
    struct stat seen;
    int disk = (int)libc_result(kernel_openat(directory, path, flags | O_CLOEXEC, 0));
    int fd = answer_open(directory, path, flags | O_CLOEXEC, disk);
    const int error = fd < 0 ? errno : 0;
    errno = callers_errno;
    if (fd < 0) {
        return disk >= 0 || error == EMFILE || error == ENFILE ? error : 0;
    }
    if (kernel_fstat(fd, &seen) < 0 || seen.st_nlink != 0) {
        kernel_close(fd);
        return 0;
    }
    *served = move_away(fd);
    return *served < 0 ? -*served : 0;
}

static bool may_be_served(const char *path, int flags)
{
    const struct launch *launch = active_launch();
    return launch && (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_PATH)) == O_RDONLY &&
           registry_may_be(&launch->registry, path);
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd, const char *path, int flags,
                                     mode_t mode)
{
    char again[sizeof "/proc/self/fd/" + 11];
    int served = -1;
    int error = may_be_served(path, flags) ? open_served(actions, path, flags, &served) : 0;
    if (error != 0) {
        return error; /* what the open in the child would have failed with */
    }
    if (served >= 0) {
        keep(actions, served, false);
        buffer_format_fixed(again, sizeof again, "/proc/self/fd/%d", served);
        path = again; /* copied by the C library */
    }
    return REAL(posix_spawn_file_actions_addopen)(actions, fd, path, flags, mode);
}

/* Later paths start at directory, a descriptor that becomes ours; negative when it cannot be had. */
static void move_to(const void *actions, int directory)
{
    struct kept *before = kept_directory(actions);
    int kept_away = directory < 0 ? directory : move_away(directory);
    if (before) {
        drop(before);
    }
    if (kept_away >= 0) {
        keep(actions, kept_away, true);
    }
}

int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path)
{
    if (active_launch()) {
        const struct kept *moved = kept_directory(actions);
        const int from = moved ? moved->fd : AT_FDCWD;
        move_to(actions, kernel_openat(from, path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0));
    }
    return REAL(posix_spawn_file_actions_addchdir_np)(actions, path);
}

int posix_spawn_file_actions_addfchdir_np(posix_spawn_file_actions_t *actions, int fd)
{
    if (active_launch()) {
        move_to(actions, kernel_fcntl(fd, F_DUPFD_CLOEXEC, 0));
    }
    return REAL(posix_spawn_file_actions_addfchdir_np)(actions, fd);
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        if (atomic_load(&kept[i].actions) == actions) {
            drop(&kept[i]);
        }
    }
    return REAL(posix_spawn_file_actions_destroy)(actions);
}
