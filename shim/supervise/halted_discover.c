/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_discover.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/caller_walk.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/speaker.h"

static void note(const struct halted *halted, struct launch *launch, int fd)
{
    struct caller_status status;
    const int start = *halted->path == '/' ? -1 : caller_walk_start(halted->thread, halted->directory);
    if (caller_status(halted->thread, &status) && listener_waits(halted->listener, halted->id) == 0 &&
        kernel_faccessat(fd, "", R_OK, AT_EACCESS | AT_EMPTY_PATH) == 0) {
        speaker_be(&launch->records.ledger, halted->thread, &status);
        discovery_note(&launch->records.ledger, start, halted->path, halted->flags, fd);
    }
    if (start >= 0) {
        kernel_close(start);
    }
}

void halted_discover(const struct halted *halted, struct launch *launch)
{
    const int fd = discovery_may_be(halted->path) ? halted_open_path(halted) : -1;
    if (fd >= 0) {
        note(halted, launch, fd);
        kernel_close(fd);
    }
}
