/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/wandb_upload.h"
#include "shim/serve/notice.h"
#include "shim/serve/wandb_core.h"
#include "shim/supervise/speaker.h"

#define REASON "it uploads a file with secrets as it is on the disk"

static void say(const struct halted *halted, struct launch *launch, const struct halted_file *found)
{
    const struct record record = {
        .event = LEDGER_UNREACHABLE, .file = found->file->path, .opened = WANDB_CORE, .message = REASON, .size = -1};
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(found->file->shown),
        TEXT(": wandb-core uploads it as it is on the disk, without overrides, since it has secrets"),
    };
    speaker_be(&launch->records.ledger, halted->thread, &found->status);
    if (!record_is_there(&launch->records, &record)) {
        record_append(&launch->records, &record);
        notice_error(pieces, sizeof pieces / sizeof *pieces);
    }
}

bool wandb_upload_has_secrets(const struct halted *halted, struct launch *launch, const struct halted_file *found)
{
    char program[PATH_MAX];
    if (!launch->overrides.secrets || found->file->file->policy->secret_count == 0 ||
        !wandb_core_is(caller_program(halted->thread, program).bytes)) {
        return false;
    }
    say(halted, launch, found);
    return true;
}
