/* SPDX-License-Identifier: Apache-2.0 */
/* A command line for sh -c, for system(3) and popen(3). The C library itself makes the shell's environment from
 * environ, which other threads may be reading: so where that lacks the launch, the shell is told to set its own and
 * then to run the program's command. */
#ifndef INLAY_SHELL_LINE_H
#define INLAY_SHELL_LINE_H

#include "shim/preload/exec_environment.h"
#include "shim/preload/exec_memory.h"

struct shell_line {
    struct arena arena; /* holds line, when that is not the program's own */
    struct exec_environment environment;
    struct exec_memory memory;
    const char *command; /* the program's; NULL asks whether there is a shell */
    const char *line;    /* to hand over */
};

/* False, with errno, when there is no memory. */
bool shell_line_make(struct shell_line *shell, const char *command);

/* Keeps errno. */
void shell_line_release(struct shell_line *shell);

#endif
