/* SPDX-License-Identifier: Apache-2.0 */
/* Which program a command's name means. */
#ifndef INLAY_SEARCH_PATH_H
#define INLAY_SEARCH_PATH_H

#define SEARCH_PATH_MAX 1024 /* a longer path in PATH is passed over */

/* The program that execvp(3) would try first for file in search, a PATH (NULL: unset): file itself where it has a
 * slash, else a path in room. NULL when there is none that may be executed. Async-signal-safe. */
const char *search_path_find(char room[SEARCH_PATH_MAX], const char *file, const char *search);

#endif
