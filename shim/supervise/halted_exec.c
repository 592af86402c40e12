/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/halted_exec.h"
#include "core/base/printable.h"
#include "shim/serve/blocker.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/reopen.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/speaker.h"

#include <sys/statvfs.h>
#include <sys/vfs.h>

enum { REAL };

#define REASON "it would run without its own rights, and with --strict it is not executed"

static bool is_without_privileges(int fd)
{
    struct statfs seen;
    return kernel_call(SYS_fstatfs, fd, (long)&seen, 0, 0, 0, 0) == 0 && (seen.f_flags & ST_NOSUID) != 0;
}

/* Whether the program open at fd, with O_PATH, would gain rights by its start. */
static bool gains_rights(int fd, const struct caller_status *status)
{
    struct stat seen;
    if (kernel_fstat(fd, &seen) < 0 || !S_ISREG(seen.st_mode) || (seen.st_mode & 0111) == 0) {
        return false;
    }
    const int content = reopen_descriptor(fd, O_RDONLY | O_NONBLOCK);
    const bool gains = blocker_gains_rights(&seen, content, status->users[REAL], status->groups[REAL]);
    if (content >= 0) {
        kernel_close(content);
    }
    return gains && !is_without_privileges(fd);
}

struct refusal {
    struct arena arena;
    const char *program;
};

static void print(void *context)
{
    struct refusal *refusal = context;
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(printable_string(&refusal->arena, text_of(refusal->program))),
        TEXT(" is set-user-ID, set-group-ID or has capabilities, which count for nothing here (inlay lacks "
             "CAP_SYS_ADMIN, "
             "and so the job has no_new_privs): with --strict it is not executed"),
    };
    notice_error(pieces, sizeof pieces / sizeof *pieces);
}

static void say_refused(const struct halted *halted, struct launch *launch, const struct caller_status *status)
{
    struct refusal refusal = {.program = halted->path};
    const struct record record = {.event = LEDGER_UNREACHABLE, .opened = halted->path, .message = REASON, .size = -1};
    speaker_be(&launch->records.ledger, halted->thread, status);
    if (record_is_there(&launch->records, &record)) {
        return;
    }
    record_append(&launch->records, &record);
    arena_init(&refusal.arena, 0);
    arena_run(&refusal.arena, print, &refusal);
    arena_release(&refusal.arena);
}

void halted_exec(struct halted *halted, struct launch *launch)
{
    struct caller_status status;
    const int fd = halted_read_path(halted) < 0 ? -1 : halted_open_path(halted);
    const bool is_refused = fd >= 0 && caller_status(halted->thread, &status) && gains_rights(fd, &status) &&
                            listener_waits(halted->listener, halted->id) == 0;
    if (fd >= 0) {
        kernel_close(fd);
    }
    if (is_refused) {
        say_refused(halted, launch, &status);
        listener_result(halted->listener, halted->id, -EPERM); /* not EACCES, on which a shell looks for another */
    } else {
        listener_continue(halted->listener, halted->id);
    }
}
