/* SPDX-License-Identifier: Apache-2.0 */
/* Where libinlay.so is: beside the command that runs, in ../lib/inlay. */
#ifndef INLAY_LIBRARY_H
#define INLAY_LIBRARY_H

#include "core/base/text.h"

/* The absolute path. NULL, and said, when the library is not there or LD_PRELOAD cannot name it. */
const char *library_find(struct arena *arena);

#endif
