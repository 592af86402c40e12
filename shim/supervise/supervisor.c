/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/supervise/supervisor.h"
#include "shim/serve/environment.h"
#include "shim/serve/kernel.h"
#include "shim/serve/launch.h"
#include "shim/serve/notice.h"
#include "shim/supervise/listener.h"

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
    for (const struct diagnostic *d = start->right ? NULL : start->diagnostics.first; d; d = d->next) {
        notice_say(diagnostic_line(arena, d));
    }
}

struct supervisor *supervisor_make(char *const *environment, const struct ledger *ledger, const char *command)
{
    static struct supervisor supervisor;
    struct start start = {.supervisor = &supervisor, .environment = environment, .records.ledger = *ledger};
    arena_init(&supervisor.arena, 0);
    if (!arena_run(&supervisor.arena, read_launch, &start)) {
        notice_say("there is not enough memory to supervise the job");
        return NULL;
    }
    (void)command;
    return start.right ? &supervisor : NULL;
}

void supervisor_serve(struct supervisor *supervisor, int listener)
{
    struct seccomp_notif call;
    (void)supervisor;
    listener_tune(listener);
    for (;;) {
        if (listener_receive(listener, &call) == 0) {
            listener_continue(listener, call.id);
        }
    }
}
