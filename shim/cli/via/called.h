/* SPDX-License-Identifier: Apache-2.0 */
/* A command as it is called: its words, and what wrappers before it have changed for it. */
#ifndef INLAY_CALLED_H
#define INLAY_CALLED_H

#include "core/base/arena.h"

struct called {
    char *const *words;    /* NULL-terminated */
    const char *directory; /* where its relative paths begin; NULL: in this process's directory */
    const char *search;    /* its PATH; NULL: there is none */
};

/* Its relative paths begin in directory from now on, which is seen from where they begin now. */
void called_enter(struct arena *arena, struct called *command, const char *directory);

/* A path that the command is given, as this process has to call it. */
const char *called_path(struct arena *arena, const struct called *command, const char *path);

/* The program that its name means; NULL when there is none. */
const char *called_program(struct arena *arena, const struct called *command);

#endif
