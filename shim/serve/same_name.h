/* SPDX-License-Identifier: Apache-2.0 */
/* Files that have a registered file's name and are not it: what a missed override looks like. */
#ifndef INLAY_SAME_NAME_H
#define INLAY_SAME_NAME_H

#include "shim/serve/launch.h"

/* fd was opened for reading, as path in directory, and is no registered file. Where a registered file has its name,
 * the first such open of a process is recorded; where the user gave the registered file by that very relative path,
 * the first one of the launch is said on standard error, too. Async-signal-safe; keeps errno. */
void same_name_note(struct launch *launch, int directory, const char *path, int fd);

#endif
