/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/unreachable.h"
#include "shim/preload/preload.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/once.h"
#include "shim/serve/blocker.h"
#include "shim/serve/record.h"

#include <unistd.h>

#define SAID_MAX 512

static struct once said; /* programs, by name */

void unreachable_start(void)
{
    once_start(&said, SAID_MAX);
}

static void say(const struct launch *launch, const char *program, const struct blocker *blocker)
{
    if (!blocker || once_ask(&said, text_hash(text_of(program))) == ONCE_AGAIN) {
        return;
    }
    const struct record record = {
        .event = LEDGER_UNREACHABLE, .opened = program, .message = blocker->reason, .size = -1};
    if (record_is_there(&launch->records, &record)) {
        return;
    }
    const bool discovery_only = launch->registry.count == 0;
    const struct text pieces[] = {
        discovery_only ? TEXT("inlay: ") : TEXT("inlay: overrides cannot follow into "),
        text_of(program),
        discovery_only ? TEXT(" cannot be observed: ") : TEXT(": "),
        text_of(blocker->reason),
        TEXT(" ("),
        text_of(blocker->remedy),
        TEXT(")"),
    };
    /* Whatever descriptor 2 is now, it is the new program's standard error. */
    notice_write(STDERR_FILENO, pieces, discovery_only ? 4 : sizeof pieces / sizeof *pieces);
    record_append(&launch->records, &record);
}

/* Its exec is announced: if it does not load the library, nobody knows what it reads. */
static void announce(const struct launch *launch, const char *name, const struct stat *program)
{
    if (program->st_ino != 0) {
        ledger_announce(&launch->records.ledger, program, name);
    }
}

void unreachable_check(int directory, const char *path, int flags, char *const *environment, struct stat *program)
{
    const struct launch *launch = active_launch();
    program->st_ino = 0;
    if (launch && path && !environment_disabled(environment)) {
        char descriptor[32];
        buffer_format_fixed(descriptor, sizeof descriptor, "/dev/fd/%d", directory);
        const char *name = *path != '\0' ? path : descriptor;
        say(launch, name, blocker_of(directory, path, flags, program));
        announce(launch, name, program);
    }
}

void unreachable_check_command(const char *file, char *const *environment, struct stat *program)
{
    const struct launch *launch = active_launch();
    program->st_ino = 0;
    if (launch && file && !environment_disabled(environment)) {
        say(launch, file, blocker_of_command(file, environment_get(environ, "PATH"), program));
        announce(launch, file, program);
    }
}

void unreachable_take_back(const struct stat *program)
{
    const struct launch *launch = active_launch();
    if (launch && program->st_ino != 0) {
        ledger_withdraw(&launch->records.ledger, program);
    }
}
