/* SPDX-License-Identifier: Apache-2.0 */
/* The paths that an argument of a command may say: FILE, --option=FILE, -oFILE, @FILE. */
#ifndef INLAY_ARGUMENT_H
#define INLAY_ARGUMENT_H

/* The first one is the whole argument; the next one after path is a later part of it, or NULL. */
const char *argument_next_path(const char *argument, const char *path);

#endif
