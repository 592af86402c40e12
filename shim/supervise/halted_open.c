/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_open.h"
#include "shim/serve/kernel.h"
#include "shim/serve/opening.h"
#include "shim/serve/reopen.h"
#include "shim/supervise/halted_version.h"
#include "shim/supervise/kept.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/readers.h"
#include "shim/supervise/speaker.h"
#include "shim/supervise/wandb_upload.h"

#include <unistd.h>

bool halted_open_reads(int flags)
{
    return (flags & (O_PATH | O_TRUNC | O_DIRECTORY)) == 0 && (flags & O_ACCMODE) != O_WRONLY &&
           (flags & O_ACCMODE) != O_ACCMODE && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
}

/* Gives the caller a description of its own. 1 when it has it, 0 when it is gone, or a negative errno value. */
static int give(const struct halted *halted, const struct registered *file, const struct version *version)
{
    struct stat own;
    const int memory = kept_open(file, version, &own);
    const int fd = memory < 0 ? memory : reopen_descriptor(memory, halted->flags);
    if (fd < 0) {
        return fd;
    }
    const int result = listener_give(halted->listener, halted->id, fd, halted->flags);
    kernel_close(fd);
    return result == -ENOENT ? 0 : result < 0 ? result : 1;
}

static void answer(const struct halted *halted, const struct opening *opening, int result)
{
    if (result == 0 || (opening->absent && result == -ENOENT)) {
        listener_continue(halted->listener, halted->id);
    } else {
        listener_result(halted->listener, halted->id, result);
    }
}

static void serve_version(const struct halted *halted, const struct opening *opening,
                          const struct caller_status *status, const struct version *version)
{
    opening_say_notes(opening->launch, opening->file, version);
    if (version->refusal) {
        answer(halted, opening, opening_refused(opening, version));
        return;
    }
    const int result = give(halted, opening->file, version);
    if (result == 1) {
        opening_served(opening, version);
        if (!version->is_made_up) {
            readers_note(opening->file, status);
        }
    } else if (result == -EMFILE) { /* the caller's own table is full */
        listener_result(halted->listener, halted->id, result);
    } else if (result < 0) {
        answer(halted, opening, opening_not_served(opening, version, -result));
    }
}

static void serve(const struct halted *halted, struct launch *launch, const struct halted_file *found)
{
    struct registered *file = found->file;
    int error = 0;
    const struct opening opening = {
        .launch = launch,
        .file = file,
        .path = halted->path,
        .flags = halted->flags & ~O_DIRECT,
        .fd = 0, /* the kernel can still open what is on disk */
        .absent = found->fd < 0,
        .process = found->status.process,
    };
    const struct version *version = halted_version(found, &error);
    speaker_be(&launch->records.ledger, halted->thread, &found->status);
    if (!version) {
        answer(halted, &opening, opening_not_made(&opening, error));
        return;
    }
    serve_version(halted, &opening, &found->status, version);
    version_leave(&file->versions);
}

static void pass(const struct halted *halted, struct launch *launch, const struct halted_file *found)
{
    const struct opening opening = {.launch = launch, .file = found->file, .path = halted->path};
    speaker_be(&launch->records.ledger, halted->thread, &found->status);
    opening_readwrite(&opening);
    listener_continue(halted->listener, halted->id);
}

void halted_open(struct halted *halted, struct launch *launch)
{
    const bool writes = (halted->flags & O_ACCMODE) == O_RDWR;
    struct halted_file found;
    int refusal;
    switch (halted_find(halted, launch, writes ? R_OK | W_OK : R_OK, &found, &refusal)) {
    case OUTCOME_REFUSED:
        listener_result(halted->listener, halted->id, refusal);
        return;
    case OUTCOME_NONE:
        listener_continue(halted->listener, halted->id);
        return;
    case OUTCOME_FOUND:
        break;
    }
    if (wandb_upload_has_secrets(halted, launch, &found)) {
        listener_continue(halted->listener, halted->id);
    } else if (!writes) {
        serve(halted, launch, &found);
    } else if (found.fd >= 0) {
        pass(halted, launch, &found);
    } else {
        listener_continue(halted->listener, halted->id);
    }
    halted_leave(&found);
}
