/* SPDX-License-Identifier: Apache-2.0 */
/* Where libinlay.so is: beside the command that runs, in ../lib/inlay. */
#ifndef INLAY_LIBRARY_H
#define INLAY_LIBRARY_H

#include "core/base/text.h"

/* The absolute path; NULL when there is none that LD_PRELOAD could name, and then that has been said. */
const char *library_find(struct arena *arena);

#endif
