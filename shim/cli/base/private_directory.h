/* SPDX-License-Identifier: Apache-2.0 */
/* A directory that only this user can look into, below TMPDIR. */
#ifndef INLAY_PRIVATE_DIRECTORY_H
#define INLAY_PRIVATE_DIRECTORY_H

#include <stdbool.h>

/* Where it is to be made: TMPDIR where that is absolute, else /tmp. */
const char *private_directory_parent(void);

/* Makes it (mkdtemp(3)): path ends in six X, in whose place its name is put. False, and said, when that fails. */
bool private_directory_make(char *path);

/* Removes it with all that is in it. It is said when that fails. */
void private_directory_remove(const char *path);

#endif
