/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/unreachable.h"
#include "shim/preload/preload.h"
#include "shim/preload/readable.h"
#include "shim/serve/argument.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/notice.h"
#include "shim/serve/once.h"
#include "shim/serve/blocker.h"
#include "shim/serve/record.h"
#include "shim/serve/starter.h"

#include <unistd.h>

#define SAID_MAX 512

static struct once said; /* programs, by name */

void unreachable_start(void)
{
    once_start(&said, SAID_MAX);
}

/* The registered file that an argument names; NULL: none. */
static const char *named_by(const struct registry *registry, const char *argument)
{
    const struct registered *file = NULL;
    struct stat seen;
    for (const char *path = argument; path && !file; path = argument_next_path(argument, path)) {
        if (registry_may_be(registry, path) && kernel_fstatat(AT_FDCWD, path, &seen, 0) == 0 && S_ISREG(seen.st_mode)) {
            file = registry_find(registry, AT_FDCWD, path, &seen);
        }
    }
    return file ? file->path : NULL;
}

static const char *named_file(const struct launch *launch, char *const *arguments)
{
    const char *file = NULL;
    if (launch->registry.count > 0) {
        for (size_t i = 1; arguments && arguments[0] && arguments[i] && !file; i++) {
            file = named_by(&launch->registry, arguments[i]);
        }
    }
    return file;
}

static void say(const struct launch *launch, const char *program, const struct blocker *blocker, char *const *arguments)
{
    if (!blocker || !readable_strings(arguments)) {
        return;
    }
    const char *file = starter_is_known(program, arguments) ? NULL : named_file(launch, arguments);
    const struct record record = {
        .event = LEDGER_UNREACHABLE, .file = file, .opened = program, .message = blocker->reason, .size = -1};
    if (once_ask(&said, text_hash(text_of(program)) + text_hash(text_of(file))) == ONCE_AGAIN ||
        record_is_there(&launch->records, &record)) {
        return;
    }
    record_append(&launch->records, &record);
    const bool discovery_only = launch->registry.count == 0;
    if (launch->records.ledger.block && blocker->may_start_others && !file && !discovery_only) {
        return;
    }
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
}

/* Its exec is announced: if it does not load the library, nobody knows what it reads. */
static void announce(const struct launch *launch, const char *name, const struct stat *program)
{
    if (program->st_ino != 0) {
        ledger_announce(&launch->records.ledger, program, name);
    }
}

void unreachable_check(int directory, const char *path, int flags, char *const *arguments, struct stat *program)
{
    char descriptor[32];
    const struct launch *launch = active_launch();
    const struct blocker *blocker = path ? blocker_of(directory, path, flags, program) : NULL;
    if (!blocker && program->st_ino == 0) {
        return; /* also where path cannot be read */
    }
    buffer_format_fixed(descriptor, sizeof descriptor, "/dev/fd/%d", directory);
    const char *name = *path != '\0' ? path : descriptor;
    say(launch, name, blocker, arguments);
    announce(launch, name, program);
}

void unreachable_check_command(const char *file, char *const *arguments, struct stat *program)
{
    const struct launch *launch = active_launch();
    if (file && readable_string(file)) {
        say(launch, file, blocker_of_command(file, environment_get(environ, "PATH"), program), arguments);
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
