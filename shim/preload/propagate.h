/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping the launch in the environment of children, whatever environment a program gives them.
 *
 * At start-up the launch's variables are copied. At exec time an environment that lost some of them gets a new array of
 * pointers, its own variables first; nothing else is made, and environ is never written to. Where the array lies is the
 * caller's choice, because between vfork and exec there is hardly any memory that may be used. */
#ifndef INLAY_PROPAGATE_H
#define INLAY_PROPAGATE_H

#include "shim/serve/launch.h"

#define ENV_PROPAGATE "INLAY_PROPAGATE" /* 0: leave the environments of children alone */

/* Copies what children shall have from environment, and takes the variables that secrets and binds of launch asked for. To
 * be called once, by the constructor, inside arena_run(). */
void propagate_start(struct arena *arena, char *const *environment, const struct launch *launch);

/* What an environment lacks. */
struct exec_environment {
    char *const *environment;
    size_t count;            /* its variables */
    const char *preload;     /* its LD_PRELOAD=…, to which the library must be added; NULL when it has none */
    struct text old_preload; /* the same, as long as it was when room was asked for */
    bool needs_library;
    bool needs_launch;
    size_t pointers; /* room for the new array, its end included … */
    size_t bytes;    /* … and for the new LD_PRELOAD=…, with its terminator; 0 when none is made */
};

/* Whether environment (NULL: an empty one) must be repaired, and what that takes. Async-signal-safe, as is
 * exec_environment_write(). */
bool exec_environment_plan(struct exec_environment *repair, char *const *environment);

/* Writes the new environment into pointers, and a new LD_PRELOAD into bytes. Both must live until the exec. */
char *const *exec_environment_write(const struct exec_environment *repair, const char **pointers, char *bytes);

/* Puts the repair, but for secrets, as a shell's commands: export NAME='VALUE' …; for what only takes a command line. */
void exec_environment_put_exports(const struct exec_environment *repair, struct buffer *out);
/* Puts a value between single quotes, as a shell takes it. */
void put_shell_quoted(struct buffer *out, struct text value);

#endif
