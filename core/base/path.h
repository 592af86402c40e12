/* SPDX-License-Identifier: Apache-2.0 */
/* Paths as inlay compares them. */
#ifndef INLAY_PATH_H
#define INLAY_PATH_H

#include "core/base/text.h"

/* path behind root (which may be empty), without empty components and "."; ".." stays: it may follow a symbolic link.
 * An absolute path keeps out root. */
struct text path_full(struct arena *arena, struct text root, struct text path);

/* What follows root in path, when path is below it; else the whole path. Both are full. */
struct text path_below(struct text root, struct text path);

/* path as it is when it is absolute or root is empty, else behind root; terminated. */
const char *path_behind(struct arena *arena, struct text root, struct text path);

/* name in directory, terminated. */
const char *path_in(struct arena *arena, const char *directory, const char *name);

/* The last component, empty behind a slash, and what stands before it, with the slash. */
struct text path_name(const char *path);
struct text path_parent(const char *path);

#endif
