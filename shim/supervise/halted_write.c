/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_write.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"
#include "shim/serve/wandb_copy.h"
#include "shim/serve/written_back.h"
#include "shim/supervise/halted_open.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/readers.h"
#include "shim/supervise/speaker.h"

bool halted_write_is(int flags)
{
    return !halted_open_reads(flags) && (flags & (O_PATH | O_DIRECTORY)) == 0;
}

/* Nothing is on the disk yet where the file has to be new. */
static bool may_write_back(const struct halted *halted, const struct launch *launch)
{
    return readers_are_known() && (halted->flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL) &&
           registry_may_be(&launch->registry, halted->path);
}

static void look_at_reader(struct halted *halted, struct launch *launch)
{
    struct halted_file found;
    char program[PATH_MAX];
    int refusal;
    if (halted_find(halted, launch, W_OK, &found, &refusal) != OUTCOME_FOUND) {
        return; /* the kernel knows why, where it is not allowed */
    }
    speaker_be(&launch->records.ledger, halted->thread, &found.status);
    const bool has_read = found.fd >= 0 && readers_have(found.file, &found.status);
    if (has_read || found.file->file->copy.path.length > 0) {
        written_back_say(&launch->records, found.file, path_name(caller_program(halted->thread, program).bytes),
                         has_read);
    }
    halted_leave(&found);
}

void halted_write_answer(struct halted *halted, struct launch *launch)
{
    const bool may_be_known = launch->overrides.secrets || readers_are_known();
    if (!may_be_known || halted_read_path(halted) < 0) {
        listener_continue(halted->listener, halted->id); /* of a bad address the kernel says so */
        return;
    }
    const struct registered *copied = launch->overrides.secrets ? wandb_copy_may_be_of(launch, halted->path) : NULL;
    if (copied) {
        wandb_copy_say_refused(copied);
        listener_result(halted->listener, halted->id, -EACCES);
        return;
    }
    if (may_write_back(halted, launch)) {
        look_at_reader(halted, launch);
    }
    listener_continue(halted->listener, halted->id);
}
