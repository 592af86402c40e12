/* SPDX-License-Identifier: Apache-2.0 */
/* Writes a file so that nobody ever sees half of it. */
#ifndef INLAY_REPLACE_FILE_H
#define INLAY_REPLACE_FILE_H

#include "core/base/text.h"

/* Gives the file at path (terminated) this content at once: renames a new file over it, with its mode and, if
 * allowed, its owner. A symbolic link stays one. False with errno, and then nothing has changed. A pipe or a device is
 * written to. */
bool replace_file(struct arena *arena, const char *path, struct text content);

/* The same for a file of one's own, of which a symbolic link is replaced itself, and which may be made again: a machine that loses
 * power may leave it empty. */
bool replace_file_soon(struct arena *arena, const char *path, struct text content);

#endif
