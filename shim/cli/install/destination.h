/* SPDX-License-Identifier: Apache-2.0 */
/* The directory that inlay is installed into: made where it is missing, and looked at. */
#ifndef INLAY_DESTINATION_H
#define INLAY_DESTINATION_H

#include "core/base/arena.h"

#include <stdbool.h>

struct destination {
    struct arena *arena;
    struct made_directory *made; /* the last one first */
    const char *command;         /* the path for the command, absolute */
    const char *library;         /* likewise */
};

/* Makes bin and lib/inlay in the directory at path, and all above that are missing, so that any user may enter them. False, and
 * said, when that fails or nothing can run from there; then none of them is left. */
bool destination_make(struct destination *destination, struct arena *arena, const char *path);

/* Whether the library that is now at path, in the directory, can be loaded, and the command there be run. False, and said. */
bool destination_can_run(const char *command, const char *library);

/* Removes the directories that were made, unless somebody uses them already. */
void destination_remove(struct destination *destination);

#endif
