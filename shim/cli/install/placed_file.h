/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a file, made under another name beside the path where it is to be, and then put there at once. What runs from
 * the file that was there goes on with that. */
#ifndef INLAY_PLACED_FILE_H
#define INLAY_PLACED_FILE_H

#include "core/base/text.h"

#include <stdbool.h>
#include <sys/types.h>

struct placed_file {
    const char *path;
    char *temporary; /* NULL: there is none */
};

/* Makes the copy of what source gives, for path (terminated, borrowed), with this mode whatever the umask. False, and said, when
 * that fails; then nothing is left. */
bool placed_file_copy(struct arena *arena, struct placed_file *file, int source, const char *path, mode_t mode);

/* Puts the copy in place, and waits for the disk. False, and said, when that fails; then the copy is gone. */
bool placed_file_finish(struct arena *arena, struct placed_file *file);

/* Removes the copy, if there is one. */
void placed_file_drop(struct placed_file *file);

#endif
