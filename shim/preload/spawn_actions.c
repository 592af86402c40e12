/* posix_spawn(3)'s file actions: the C library opens a path in the child by itself, so a registered file is opened here,
 * when the action is added, and the child opens that descriptor again. It is kept until the actions are destroyed. */
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
} kept[KEPT_MAX];

static void keep(const void *actions, int fd)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        const void *expected = NULL;
        if (atomic_compare_exchange_strong(&kept[i].actions, &expected, actions)) {
            kept[i].fd = fd;
            return;
        }
    }
}

/* A descriptor, out of the program's way, on what opening path gives when that is a registered file; else -1. */
static int open_served(const char *path, int flags)
{
    struct launch *launch = active_launch();
    struct stat seen;

    if (launch == NULL || !registry_may_be(&launch->registry, path)) {
        return -1;
    }
    int error = errno;
    int fd = answer_open(AT_FDCWD, path, flags | O_CLOEXEC, kernel_openat(AT_FDCWD, path, flags | O_CLOEXEC, 0));
    errno = error;
    if (fd < 0) {
        return -1;
    }
    bool served = kernel_fstat(fd, &seen) == 0 && seen.st_nlink == 0;
    int high = served ? kernel_fcntl(fd, F_DUPFD_CLOEXEC, KEPT_FROM) : -1;
    kernel_close(fd);
    return high;
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions, int fd, const char *path, int flags,
                                     mode_t mode)
{
    char again[sizeof "/proc/self/fd/" + 11];
    int served = (flags & (O_ACCMODE | O_CREAT | O_TRUNC | O_PATH)) == O_RDONLY ? open_served(path, flags) : -1;

    if (served >= 0) {
        keep(actions, served);
        format_fixed(again, sizeof again, "/proc/self/fd/%d", served);
        path = again; /* copied by the C library */
    }
    return NEXT(posix_spawn_file_actions_addopen)(actions, fd, path, flags, mode);
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
    for (size_t i = 0; i < KEPT_MAX; i++) {
        if (atomic_load(&kept[i].actions) == actions) {
            kernel_close(kept[i].fd);
            atomic_store(&kept[i].actions, NULL);
        }
    }
    return NEXT(posix_spawn_file_actions_destroy)(actions);
}
