/* SPDX-License-Identifier: Apache-2.0 */
/* Whether the file of a library can be loaded by this user's programs on this machine, as far as it shows without a try. */
#ifndef INLAY_LIBRARY_FILE_H
#define INLAY_LIBRARY_FILE_H

#include "shim/cli/via/elf_look.h"

struct library_file {
    const char *problem; /* why not, as the text of a message about it, in the arena; NULL: nothing speaks against it */
    struct elf_look elf; /* when it could be read */
};

void library_file_look(struct arena *arena, const char *path, struct library_file *file);

/* Whether every user may read the file at path, absolute, by its mode and those of the directories that lead to it. */
bool library_file_is_for_all(struct arena *arena, const char *path);

#endif
