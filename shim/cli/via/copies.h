/* SPDX-License-Identifier: Apache-2.0 */
/* Patched files as files of their own, for jobs that nothing can be served to (--via=copy): in a private directory, with
 * the names, the modes and the layout of the files that the command's arguments name. */
#ifndef INLAY_COPIES_H
#define INLAY_COPIES_H

#include "shim/cli/files/config_files.h"

struct copies {
    struct arena *arena;
    const char *begins; /* where relative paths of the command begin; NULL: in this process's directory */
    char *directory;    /* of the copies; NULL: there is none */
    size_t directory_length;
    struct copy *first;      /* the paths that arguments name, each once */
    struct renamed *renamed; /* the arguments */
    char **command;          /* the job's, with the paths of the copies in it */
};

/* Why copies do not do for command, whose relative paths begin in directory (NULL: in this process's): a file that none of its arguments names, or that is not there. NULL: they do. */
const char *copies_problem(struct arena *arena, const struct config_file *files, char *const *command,
                           const char *directory);

/* Finds what is to be copied, and the command that names the copies. Nothing is made yet. False, and said, when a file
 * cannot be copied. */
bool copies_plan(struct copies *copies, struct launch_inputs *launch, const struct config_file *files,
                 char *const *command, const char *directory);

/* Makes the directory and the files, and takes no memory. False, and said, when that fails; then nothing is left. */
bool copies_make(struct copies *copies);

/* Removes the directory and all that the job has put there. What the job wrote into a copy is lost, and that is said. */
void copies_remove(struct copies *copies);

#endif
