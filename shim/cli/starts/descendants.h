/* SPDX-License-Identifier: Apache-2.0 */
/* The processes below this one that live: its children, theirs, and so on. Those whose parents have ended are among them where
 * this process is a subreaper (prctl(2), PR_SET_CHILD_SUBREAPER). */
#ifndef INLAY_DESCENDANTS_H
#define INLAY_DESCENDANTS_H

#include "core/base/arena.h"

#include <stddef.h>
#include <stdbool.h>
#include <sys/types.h>

struct descendants {
    size_t count;
    size_t refused; /* those that this process may not send signals to */
    char name[16];  /* what the kernel calls one of them (proc(5), comm); empty: none */
};

enum descent {
    DESCENT_CHILDREN, /* this process's own, which those that are below one become when it has ended */
    DESCENT_ALL,
};

/* Sends each one the signal, but those in spared, and those in inherited with all that is below them; both end with 0. Number 0 sends
 * nothing: they are counted. Nothing is found where /proc does not tell. */
void descendants_signal(int number, enum descent descent, const pid_t *spared, const pid_t *inherited,
                        struct descendants *found);

/* The children that this process has now, in the arena, with 0 behind them: of a program that became this one by an exec, as a
 * shell's `exec inlay ... > >(tee log)` does. */
const pid_t *descendants_children(struct arena *arena);

#endif
