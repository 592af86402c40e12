/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/supervisor.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/launch.h"
#include "shim/serve/notice.h"
#include "shim/serve/wandb_loaded.h"
#include "shim/supervise/caller_rights.h"
#include "shim/supervise/fresh.h"
#include "shim/supervise/halted_discover.h"
#include "shim/supervise/halted_exec.h"
#include "shim/supervise/halted_open.h"
#include "shim/supervise/halted_stat.h"
#include "shim/supervise/halted_write.h"
#include "shim/supervise/kept.h"
#include "shim/supervise/listener.h"
#include "shim/supervise/own_time.h"
#include "shim/supervise/readers.h"
#include "shim/supervise/speaker.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct supervisor {
    struct arena arena; /* holds the launch */
    struct launch launch;
};

struct start {
    struct supervisor *supervisor;
    char *const *environment;
    struct records records;
    struct diagnostics diagnostics;
    bool right;
};

static void read_launch(void *context)
{
    struct start *start = context;
    struct arena *arena = &start->supervisor->arena;
    start->diagnostics = (struct diagnostics){.arena = arena};
    start->right = launch_read(&start->supervisor->launch, arena, start->environment,
                               environment_own(arena, start->environment), NULL, &start->records, &start->diagnostics);
    kept_start(arena, &start->supervisor->launch.registry);
    fresh_start(arena, &start->supervisor->launch.registry);
    readers_start(arena, &start->supervisor->launch.registry);
    for (const struct diagnostic *d = start->right ? NULL : start->diagnostics.first; d; d = d->next) {
        notice_say(diagnostic_line(arena, d));
    }
}

/* The job is heard from its start on. */
static void enter(struct launch *launch, const char *command)
{
    ledger_enter(&launch->records.ledger, text_of(command));
    record_append(&launch->records, &(struct record){.event = LEDGER_LOAD, .size = -1});
    if (launch->watches_wandb) {
        wandb_loaded_watch();
    }
}

/* Odd while a call is answered. Shared with who answers when this process has used up its time. */
static atomic_uint *answers;

static bool share_answers(void)
{
    answers = mmap(NULL, sizeof *answers, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return answers != MAP_FAILED;
}

struct supervisor *supervisor_make(char *const *environment, const struct ledger *ledger, const char *command)
{
    static struct supervisor supervisor;
    struct start start = {.supervisor = &supervisor, .environment = environment, .records.ledger = *ledger};
    notice_start();
    arena_init(&supervisor.arena, 0);
    if (!share_answers() || !arena_run(&supervisor.arena, read_launch, &start)) {
        notice_say("there is not enough memory to supervise the job");
        return NULL;
    }
    if (start.right) {
        enter(&supervisor.launch, command);
    }
    return start.right ? &supervisor : NULL;
}

#define UNREADABLE "the supervisor may not read its memory, for it is not dumpable"

/* What it opens cannot be known, so it opens nothing. */
static void refuse_unreadable(const struct halted *halted, struct launch *launch)
{
    static atomic_bool said;
    struct caller_status status;
    char program[PATH_MAX];
    const struct text name = caller_program(halted->thread, program);
    if (!atomic_exchange(&said, true)) {
        const struct text pieces[] = {TEXT("inlay: "), name, TEXT(" opens no files: " UNREADABLE)};
        notice_error(pieces, sizeof pieces / sizeof *pieces);
    }
    if (caller_status(halted->thread, &status)) {
        speaker_be(&launch->records.ledger, halted->thread, &status);
    }
    record_append(&launch->records, &(struct record){
                                        .event = LEDGER_UNREACHABLE,
                                        .opened = name.bytes,
                                        .message = UNREADABLE,
                                        .size = -1,
                                    });
    listener_result(halted->listener, halted->id, -EACCES);
}

/* Whether the path that the call names may be a registered file's; and the call could be served. Nearly every call ends
 * here. *result: what reading the caller's memory came to. */
static bool may_concern(struct halted *halted, struct launch *launch, int *result)
{
    const bool opens = halted->call->layout == CALL_NO_LAYOUT;
    if (opens && !halted_open_reads(halted->flags)) {
        return false;
    }
    *result = halted_read_path(halted);
    if (*result < 0) {
        return false;
    }
    if (opens && launch->discovery.wanted) {
        halted_discover(halted, launch);
    }
    const bool may_be = registry_may_be(&launch->registry, halted->path);
    if (!may_be && opens) {
        wandb_loaded_look(&launch->records, halted->path);
    }
    return may_be;
}

static void answer_path(struct halted *halted, struct launch *launch)
{
    int result = 0;
    if (may_concern(halted, launch, &result)) {
        (halted->call->layout == CALL_NO_LAYOUT ? halted_open : halted_stat)(halted, launch);
    } else if (result == -EPERM) {
        refuse_unreadable(halted, launch);
    } else {
        listener_continue(halted->listener, halted->id); /* of a bad address the kernel says so */
    }
}

static void answer(struct halted *halted, struct launch *launch)
{
    const int result = halted->call->kind == CALL_OPENAT2 ? halted_read_how(halted) : 0;
    if (result == -EPERM) {
        refuse_unreadable(halted, launch);
    } else if (result < 0) {
        listener_continue(halted->listener, halted->id);
    } else if (call_is_exec(halted->call)) {
        halted_exec(halted, launch);
    } else if (halted->call->layout == CALL_NO_LAYOUT && halted_write_is(halted->flags)) {
        halted_write_answer(halted, launch);
    } else {
        answer_path(halted, launch);
    }
}

#define SETTLE_PAUSE 20000 /* nanoseconds */

void supervisor_settle(void)
{
    const unsigned now = atomic_load(answers);
    while (now % 2 != 0 && atomic_load(answers) == now) {
        kernel_sleep(SETTLE_PAUSE);
    }
}

/* Nothing is left to be answered: the thread that watches ends the process. */
_Noreturn static void stop(void)
{
    for (;;) {
        if (own_time_is_successor()) {
            kernel_exit(0);
        }
        pause(); /* all signals are blocked: for ever */
    }
}

/* One call; false when there will be none. */
static bool serve_next(struct halted *halted, struct launch *launch)
{
    struct seccomp_notif notification;
    const int time_left = fresh_time_left();
    if (time_left == 0 || (time_left > 0 && !listener_has_call(halted->listener, time_left))) {
        fresh_drop_all();
    }
    if (listener_receive(halted->listener, &notification) < 0) {
        return listener_wait(halted->listener);
    }
    const struct call *call = calls_find(notification.data.arch, (uint32_t)notification.data.nr);
    if (!call) {
        listener_continue(halted->listener, notification.id);
        return true;
    }
    atomic_fetch_add(answers, 1);
    halted_read(halted, call, &notification);
    answer(halted, launch);
    atomic_fetch_add(answers, 1);
    return true;
}

void supervisor_serve(struct supervisor *supervisor, int listener)
{
    static struct halted halted;
    halted.listener = listener;
    listener_tune(listener);
    caller_rights_start();
    kept_count_room();
    own_time_start();
    while (serve_next(&halted, &supervisor->launch)) {
        if (!own_time_look() && !listener_is_over(listener)) {
            kernel_exit(EXIT_FAILURE); /* who answered in this process's place was killed */
        }
    }
    stop();
}
