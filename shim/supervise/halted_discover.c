/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_discover.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/caller_walk.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/speaker.h"

static void note(const struct halted *halted, struct launch *launch, const struct caller_status *status, int fd)
{
    const int start = *halted->path == '/' ? -1 : caller_walk_start(halted->thread, halted->directory);
    if (listener_waits(halted->listener, halted->id) == 0) {
        speaker_be(&launch->records.ledger, halted->thread, status);
        discovery_note(&launch->records.ledger, start, halted->path, halted->flags, fd);
    }
    if (start >= 0) {
        kernel_close(start);
    }
}

void halted_discover(const struct halted *halted, struct launch *launch)
{
    struct caller_status status;
    const int fd = discovery_may_be(halted->path) ? halted_open_readable(halted, &status) : -1;
    if (fd >= 0) {
        note(halted, launch, &status, fd);
        kernel_close(fd);
    }
}
