/* SPDX-License-Identifier: Apache-2.0 */
/* Where libinlay.so is: beside the command that runs. */
#ifndef INLAY_LIBRARY_H
#define INLAY_LIBRARY_H

#include "core/base/text.h"

/* The absolute path, in the arena: of the library, or of a copy where LD_PRELOAD cannot name it (library_copy.h). NULL, and
 * said, when there is none. */
const char *library_find(struct arena *arena);

/* The library itself, whether LD_PRELOAD can name it or not. NULL, and said, when it is not there. */
const char *library_beside(struct arena *arena);

#endif
