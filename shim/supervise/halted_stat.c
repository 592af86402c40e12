/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_stat.h"
#include "shim/serve/kernel.h"
#include "shim/supervise/caller_users.h"
#include "shim/supervise/halted_version.h"
#include "shim/supervise/kept.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/stat_layout.h"
#include "shim/supervise/wandb_upload.h"

#define KNOWN_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE)

/* Whether the kernel would look at the file at all. */
static bool is_valid(const struct halted *halted)
{
    return (halted->flags & ~KNOWN_FLAGS) == 0 && (halted->mask & STATX__RESERVED) == 0;
}

static void show_memory(struct stat *shown, const struct stat *own)
{
    shown->st_dev = own->st_dev;
    shown->st_ino = own->st_ino;
    shown->st_size = own->st_size;
    shown->st_blocks = own->st_blocks;
    shown->st_blksize = own->st_blksize;
    shown->st_ctim = own->st_ctim;
}

/* Puts what the path looks like into *shown. False when it looks as it is on disk. */
static bool look(const struct launch *launch, const struct halted_file *found, struct stat *shown)
{
    struct stat own;
    int error;
    const struct version *version = halted_version(found, &error);
    *shown = found->seen;
    if (!version) {
        return found->fd < 0 && !launch->warn;
    }
    const bool there = !version->refusal && kept_open(found->file, version, &own) >= 0;
    const bool refused = version->refusal != NULL;
    version_leave(&found->file->versions);
    if (there) {
        show_memory(shown, &own);
    }
    return there || (refused && found->fd < 0 && !launch->warn);
}

static int write_answer(const struct halted *halted, const struct halted_file *found, struct stat *shown)
{
    union stat_layout room;
    caller_users_show(halted->thread, &shown->st_uid, &shown->st_gid);
    const size_t size = halted->call->layout == CALL_STATX_LAYOUT
                            ? stat_layout_statx(&room, found->fd, halted->flags, halted->mask, shown)
                            : stat_layout_stat(&room, halted->call->layout, shown);
    return size == 0 ? -EOVERFLOW : halted_write(halted, &room, size);
}

void halted_stat(struct halted *halted, struct launch *launch)
{
    struct halted_file found;
    struct stat shown;
    int refusal = 0;
    const enum outcome outcome = is_valid(halted) ? halted_find(halted, launch, 0, &found, &refusal) : OUTCOME_NONE;
    if (outcome == OUTCOME_REFUSED) {
        listener_result(halted->listener, halted->id, refusal);
    } else if (outcome == OUTCOME_FOUND && !wandb_upload_has_secrets(halted, launch, &found) &&
               look(launch, &found, &shown) && listener_waits(halted->listener, halted->id) == 0) {
        listener_result(halted->listener, halted->id, write_answer(halted, &found, &shown));
    } else {
        listener_continue(halted->listener, halted->id);
    }
    if (outcome == OUTCOME_FOUND) {
        halted_leave(&found);
    }
}
