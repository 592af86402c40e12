/* SPDX-License-Identifier: Apache-2.0 */
/* A whole file's bytes, read once or written. */
#ifndef INLAY_FILE_CONTENT_H
#define INLAY_FILE_CONTENT_H

#include "shim/serve/whole_file.h"

#include <stdbool.h>

enum file_kinds {
    FILES_REGULAR, /* config files */
    FILES_ANY,     /* documents: pipes and terminals too */
};

/* NULL when path was read; else what is wrong with it, as the text of a message, and errno: ENOENT when there is no
 * such file. What is on the disk is read even where libinlay.so is loaded into this process. */
const char *file_read(struct arena *arena, const char *path, enum file_kinds kinds, struct file_content *content);

/* The same for an open descriptor, read to its end. */
const char *file_read_descriptor(struct arena *arena, int descriptor, struct file_content *content);

/* Writes all of it, from where the descriptor stands. False with errno. */
bool file_write_descriptor(int descriptor, struct text content);

#endif
