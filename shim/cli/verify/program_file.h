/* SPDX-License-Identifier: Apache-2.0 */
/* What the kernel makes of a command: the program that it executes in the end, and that program's loader. */
#ifndef INLAY_PROGRAM_FILE_H
#define INLAY_PROGRAM_FILE_H

#include "shim/cli/via/elf_look.h"

struct program_file {
    const char *path;    /* what is executed: the command's, or a shell where that is text without a #! */
    char *const *argv;   /* with these arguments, its name first; NULL-terminated */
    const char *file;    /* the program: of a script, its interpreter */
    struct elf_look elf; /* machine is EM_NONE when the program cannot be read */
    const char
        *problem; /* why it cannot be executed, as the text of a message about path, in the arena; NULL: it can */
};

/* Of the program at path, called with argv. */
void program_file_look(struct arena *arena, const char *path, char *const *argv, struct program_file *program);

#endif
