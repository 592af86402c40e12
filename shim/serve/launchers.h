/* SPDX-License-Identifier: Apache-2.0 */
/* Launchers: programs that start others elsewhere, on another machine, in a container, or by a server that runs
 * already. What they start is not their child, so it has the launch only if they hand their environment on.
 *
 * They are known by the name under which they are executed (a script or link of that name counts), and what they do
 * stands in their arguments and environment. One that starts nothing this time (docker ps) is never accused. */
#ifndef INLAY_LAUNCHERS_H
#define INLAY_LAUNCHERS_H

#include "shim/serve/blocker.h"
#include "shim/serve/record.h"

enum launcher_effect {
    LAUNCHER_NONE,    /* it is no launcher, or what it starts now are its children */
    LAUNCHER_IDLE,    /* it starts nothing, and reads no config of the job */
    LAUNCHER_CARRIES, /* what it starts has this environment, or one that it was told to give */
    LAUNCHER_LOSES,   /* what it starts does not */
};

struct launcher {
    enum launcher_effect effect;
    const char *name;              /* in the path that was asked about, or static */
    const struct blocker *blocker; /* of LAUNCHER_LOSES; static */
    bool is_elsewhere;             /* of LAUNCHER_CARRIES: no exec of the job tells what it starts */
    uint64_t server;               /* identifies the server that the effect hangs on, running or not; 0: none */
};

/* Whether the program at path has the name of a launcher. */
bool launcher_is_known(const char *path);

/* What the program at path does when it is executed with these arguments and this environment (NULL: none).
 * Async-signal-safe; takes no memory and 1 KiB of stack, leaves no descriptor open, keeps errno. */
struct launcher launcher_of(const char *path, char *const *argv, char *const *environment);

/* What keeps overrides from a program: if it is a launcher, not what its file shows. */
const struct blocker *launcher_blocker(const struct launcher *launcher, const struct blocker *of_file);

/* Both for a command; path is the program that its name means (NULL: none, and then nothing is said), *program the
 * state of its file, as blocker_of() has it. Returns what keeps overrides from it; NULL: nothing is known to. */
const struct blocker *launcher_of_command(struct launcher *launcher, const char *path, char *const *argv,
                                          char *const *environment, struct stat *program);

/* The record of a launcher that carries the environment. */
struct record launcher_record(const struct launcher *launcher);

/* Enters into a new ledger what environment and the command of a job say of programs elsewhere. */
void launcher_begin(const struct launcher *command, char *const *environment, const struct ledger *ledger);

#endif
