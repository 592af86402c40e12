/* SPDX-License-Identifier: Apache-2.0 */
/* The environment in which a program is executed: what of the launch it lacks is added, whatever environment the caller
 * gives it.
 *
 * At start-up the launch's variables are copied. An environment that lacks some of them gets a new array of pointers,
 * its own variables first; nothing else is made, and environ is never written to. Between vfork and exec there is
 * hardly any memory that may be used, so the array lies on the caller's stack, and on fresh pages where it is large.
 *
 * All but exec_environment_start() are async-signal-safe. */
#ifndef INLAY_EXEC_ENVIRONMENT_H
#define INLAY_EXEC_ENVIRONMENT_H

#include "shim/serve/launch.h"

/* Copies what children shall have from environment, and takes the variables that secrets of launch may ask for and
 * that binds asked for. library is the path that this library was loaded from. To be called once, by the
 * constructor, inside arena_run(). */
void exec_environment_start(struct arena *arena, char *const *environment, const struct launch *launch,
                            struct text library);

/* Whether the library can be read under the path by which LD_PRELOAD names it, as in this process's root and by its
 * user; true when it is named otherwise, or not handed on. */
bool exec_environment_library_is_there(void);

/* Whether INLAY_PROPAGATE=0 lets a program start with given, which lacks the library or the ledger. */
bool exec_environment_is_withheld(char *const *given);

/* An environment and what it lacks. */
struct exec_environment {
    char *const *given;      /* NULL: an empty one */
    bool concerned;          /* by the launch: it is to have what it lacks */
    size_t count;            /* its variables */
    const char *preload;     /* its LD_PRELOAD=…, to which the library must be added; NULL when it has none */
    struct text old_preload; /* the same, as long as it was when room was asked for */
    bool needs_library;
    bool needs_launch;
    size_t pointers;        /* bytes for the new array, its end included … */
    size_t size;            /* … and for the new LD_PRELOAD=… behind it; 0 when nothing is missing */
    void *mapped;           /* the room, when it is not on the stack */
    char *const *completed; /* to hand over */
};

/* Whether the launch is to know of an exec with given: this process is part of one, and given can be read. Where it
 * cannot be read, that is for the kernel to say. It concerns the launch unless it says INLAY_DISABLE. To be called
 * before all that follows. */
bool exec_environment_take(struct exec_environment *environment, char *const *given);

/* Whether it lacks anything. */
bool exec_environment_lacks(struct exec_environment *environment);

/* The same, and finds room: returns how many bytes of stack exec_environment_complete() shall be given. */
size_t exec_environment_plan(struct exec_environment *environment);

/* Returns the environment to hand over, which is given itself when nothing is missing. stack must live until the
 * exec. */
char *const *exec_environment_complete(struct exec_environment *environment, void *stack);

/* After the exec or spawn, whose result this is: gives the room back. Whether to try again, with what was given: when
 * the launch made arguments and environment too long, and INLAY_ON_ERROR=warn. program is for the message. */
bool exec_environment_retry(struct exec_environment *environment, const char *program, int result);

/* The variables that are missing, one after the other: *at is 0 at first. NULL at the end. Those that secrets asked for
 * are left out, since a command line is for everybody to see. preload is room for an LD_PRELOAD=…, environment->size
 * bytes. */
const char *exec_environment_next(const struct exec_environment *environment, size_t *at, char *preload);

#endif
