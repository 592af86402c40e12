/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/preload/unreachable.h"
#include "core/base/printable.h"
#include "shim/preload/exec_environment.h"
#include "shim/preload/own_command.h"
#include "shim/preload/preload.h"
#include "shim/preload/readable.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/launchers.h"
#include "shim/serve/notice.h"
#include "shim/serve/once.h"
#include "shim/serve/starter.h"
#include "shim/serve/wandb_core.h"

#include <unistd.h>

#define SAID_MAX 512

/* In another root, or as another user: the dynamic linker goes on without the library. */
static const struct blocker no_library = {
    "it cannot read libinlay.so where it starts",
    "make the library visible there under the same path: bwrap --ro-bind, mount --bind",
    .may_start_others = false,
};

static struct once said; /* programs and launchers, by name, where there is no ledger */

/* Memory that is shared costs as much as the rest of a start, and most programs neither fork nor execute. */
static void share(void)
{
    once_start(&said, SAID_MAX);
}

/* pthread_atfork(3), which is no symbol of every glibc; musl has none of this name. */
extern int __register_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void), void *object)
    __attribute__((weak));
extern void *__dso_handle __attribute__((visibility("hidden"))); /* forgets the handler with the library */

void unreachable_start(const struct ledger *ledger)
{
    if (!ledger->block && (!__register_atfork || __register_atfork(share, NULL, NULL, &__dso_handle) != 0)) {
        share();
    }
}

static enum once_answer ask_said(uint64_t hash)
{
    share();
    return once_ask(&said, hash);
}

/* False when it was recorded before. The ledger remembers what was, for all of the job. */
static bool record_once(const struct launch *launch, const struct record *record)
{
    const uint64_t hash = text_hash(text_of(record->opened)) + text_hash(text_of(record->message)) + record->event;
    if ((!launch->records.ledger.block && ask_said(hash) == ONCE_AGAIN) || record_is_there(&launch->records, record)) {
        return false;
    }
    record_append(&launch->records, record);
    return true;
}

struct loss {
    struct arena arena;
    const char *program;
    const struct blocker *blocker;
    bool discovery_only;
};

#define WHY_REFUSED ", and " ENV_STRICT " is set: it is not executed"

static void print_refusal(void *context)
{
    struct loss *loss = context;
    const struct text pieces[] = {
        TEXT("inlay: overrides cannot follow into "),
        text_of(printable_string(&loss->arena, text_of(loss->program))),
        TEXT(": "),
        text_of(loss->blocker->reason),
        TEXT(WHY_REFUSED " ("),
        text_of(loss->blocker->remedy),
        TEXT("; " ENV_STRICT "=0 in its environment lets it run)"),
    };
    notice_write(STDERR_FILENO, pieces, sizeof pieces / sizeof *pieces);
}

/* A child may be let through. */
static bool is_strict(const struct launch *launch, char *const *environment)
{
    return launch->strict && (!environment_get(environment, ENV_STRICT) || environment_says(environment, ENV_STRICT));
}

/* Whether a program that supervision would reach is refused. One that only starts others is not, nor is wandb-core:
 * wandb.init() needs it, and what it uploads is looked at when it is handed that. */
static bool is_refused(const struct launch *launch, const char *program, const struct blocker *blocker,
                       char *const *arguments, char *const *environment)
{
    return is_strict(launch, environment) && launch->has_files && blocker->may_start_others &&
           readable_strings(arguments) && !starter_is_known(program, arguments) && !wandb_core_is(program);
}

static void refuse(const struct launch *launch, const char *program, const struct blocker *blocker)
{
    struct loss loss = {.program = program, .blocker = blocker};
    char reason[160];
    buffer_format_fixed(reason, sizeof reason, "%s" WHY_REFUSED, blocker->reason);
    const struct record record = {.event = LEDGER_UNREACHABLE, .opened = program, .message = reason, .size = -1};
    record_once(launch, &record);
    arena_init(&loss.arena, 0);
    arena_run(&loss.arena, print_refusal, &loss);
    arena_release(&loss.arena);
}

static void print(void *context)
{
    struct loss *loss = context;
    const struct text pieces[] = {
        loss->discovery_only ? TEXT("inlay: ") : TEXT("inlay: overrides cannot follow into "),
        text_of(printable_string(&loss->arena, text_of(loss->program))),
        loss->discovery_only ? TEXT(" cannot be observed: ") : TEXT(": "),
        text_of(loss->blocker->reason),
        TEXT(" ("),
        text_of(loss->blocker->remedy),
        TEXT(")"),
    };
    /* Whatever descriptor 2 is now, it is the new program's standard error. */
    notice_write(STDERR_FILENO, pieces, loss->discovery_only ? 4 : sizeof pieces / sizeof *pieces);
}

static void say(const struct launch *launch, const char *program, const struct blocker *blocker, char *const *arguments)
{
    if (!readable_strings(arguments)) {
        return;
    }
    const struct record record = {
        .event = LEDGER_UNREACHABLE, .opened = program, .message = blocker->reason, .size = -1};
    if (!record_once(launch, &record)) {
        return;
    }
    const bool discovery_only = !launch->has_files;
    const bool is_told_later = launch->records.ledger.block && starter_is_known(program, arguments);
    if (wandb_core_is(program) || (discovery_only ? !launch->discovery.wanted : is_told_later)) {
        return;
    }
    struct loss loss = {.program = program, .blocker = blocker, .discovery_only = discovery_only};
    arena_init(&loss.arena, 0);
    arena_run(&loss.arena, print, &loss);
    arena_release(&loss.arena);
}

/* Why the job itself starts a program without the launch; NULL: it does not. */
static const char *reason_to_leave(char *const *environment)
{
    if (environment_disabled(environment)) {
        return "it was started with " ENV_DISABLE "=1";
    }
    return exec_environment_is_withheld(environment) ? ENV_PROPAGATE "=0 keeps the launch from it" : NULL;
}

/* That is the job's own wish, so nothing is said of it unless nobody has read a file. */
static void note_left(const struct launch *launch, const char *program, const char *reason)
{
    const struct record record = {.event = LEDGER_LEFT, .opened = program, .message = reason, .size = -1};
    if (launch->records.ledger.block) {
        record_once(launch, &record);
    }
}

/* A server that was not there when this launch first asked for it is the launch's own: it has the environment. */
static bool is_own_server(const struct launch *launch, uint64_t server)
{
    const struct ledger *ledger = &launch->records.ledger;
    return (ledger->block ? ledger_ask_once(ledger, server) : ask_said(server)) == ONCE_AGAIN;
}

static void look_at_launcher(const struct launch *launch, struct launcher *launcher)
{
    if (launcher->server != 0 && is_own_server(launch, launcher->server)) {
        launcher->effect = LAUNCHER_NONE;
    }
    if (launcher->effect == LAUNCHER_CARRIES) {
        const struct record record = launcher_record(launcher);
        if (launch->records.ledger.block) {
            record_append(&launch->records, &record); /* each time: Slurm's steps are counted against them */
        } else {
            record_once(launch, &record);
        }
    }
}

/* blocker is what the program's file shows, if it was found. Its exec is announced: if it does not load the
 * library, nobody knows what it reads. 0, or the errno with which it fails. */
static int check(const char *name, char *const *arguments, char *const *environment, const struct blocker *blocker,
                 struct stat *program)
{
    const struct launch *launch = active_launch();
    struct launcher launcher = {.effect = LAUNCHER_NONE};
    if (program->st_ino == 0) {
        return 0;
    }
    const char *reason = reason_to_leave(environment);
    if (reason) {
        note_left(launch, name, reason);
        ledger_announce(&launch->records.ledger, program, name);
        return 0;
    }
    if (launcher_is_known(name) && readable_strings(arguments)) {
        launcher = launcher_of(name, arguments, environment);
        look_at_launcher(launch, &launcher);
    }
    blocker = launcher_blocker(&launcher, blocker);
    if (!blocker && launcher.effect == LAUNCHER_NONE && !exec_environment_library_is_there()) {
        blocker = &no_library;
    }
    if (blocker && is_refused(launch, name, blocker, arguments, environment)) {
        refuse(launch, name, blocker);
        program->st_ino = 0; /* it was not announced */
        return EPERM;        /* not EACCES, on which a shell looks for another program of that name */
    }
    if (blocker) {
        say(launch, launcher.effect == LAUNCHER_LOSES ? launcher.name : name, blocker, arguments);
    }
    ledger_announce(&launch->records.ledger, program, name);
    return 0;
}

int unreachable_check(int directory, const char *path, int flags, char *const *arguments, char *const *environment,
                      struct stat *program)
{
    char descriptor[32];
    const struct blocker *blocker = path ? blocker_of(directory, path, flags, program) : NULL;
    if (program->st_ino == 0) {
        return 0; /* also where path cannot be read */
    }
    buffer_format_fixed(descriptor, sizeof descriptor, "/dev/fd/%d", directory);
    return check(*path != '\0' ? path : descriptor, arguments, environment, blocker, program);
}

int unreachable_check_command(const char *file, char *const *arguments, char *const *environment, struct stat *program)
{
    if (!file || !readable_string(file)) {
        return 0;
    }
    const struct blocker *blocker = blocker_of_command(file, environment_get(environ, "PATH"), program);
    return check(file, arguments, environment, blocker, program);
}

void unreachable_check_self(const struct launch *launch)
{
    const char *path = own_command_path();
    char *const *arguments = path && launcher_is_known(path) ? own_command_arguments(launch->arena) : NULL;
    struct launcher launcher = launcher_of(path, arguments, environ);
    look_at_launcher(launch, &launcher);
    if (launcher.effect == LAUNCHER_LOSES) {
        say(launch, launcher.name, launcher.blocker, arguments);
    }
}

struct saving {
    struct arena arena;
    const struct launch *launch;
    const struct registered *file;
};

static void say_saved(void *context)
{
    struct saving *saving = context;
    struct buffer message = {.arena = &saving->arena};
    buffer_format(&message, "it uploads %s, which run.save() handed it, as it is on the disk", saving->file->path);
    const struct record record = {
        .event = LEDGER_UNREACHABLE, .opened = WANDB_CORE, .message = buffer_string(&message), .size = -1};
    const struct text pieces[] = {
        TEXT("inlay: "),
        text_of(saving->file->shown),
        TEXT(": run.save() hands it to wandb-core, which uploads it as it is on the disk, without overrides "
             "(Artifact.add_file takes what the job reads, secrets too)"),
    };
    if (record_once(saving->launch, &record)) {
        notice_error(pieces, sizeof pieces / sizeof *pieces);
    }
}

void unreachable_saved(int directory, const char *target, const char *path)
{
    struct saving saving = {.launch = active_launch()};
    struct stat seen;
    if (!saving.launch || !registry_may_be(&saving.launch->registry, target) || !wandb_core_reads(path) ||
        kernel_fstatat(directory, target, &seen, 0) < 0 || !S_ISREG(seen.st_mode)) {
        return;
    }
    saving.file = registry_find(&saving.launch->registry, directory, target, &seen);
    if (saving.file && saving.file->file->first) {
        arena_init(&saving.arena, 0);
        arena_run(&saving.arena, say_saved, &saving);
        arena_release(&saving.arena);
    }
}

void unreachable_take_back(const struct stat *program)
{
    const struct launch *launch = active_launch();
    if (launch && program->st_ino != 0) {
        ledger_withdraw(&launch->records.ledger, program);
    }
}
