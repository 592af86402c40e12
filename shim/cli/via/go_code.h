/* SPDX-License-Identifier: Apache-2.0 */
/* Go code in a program whose build ID was left out (-ldflags=-buildid=), so that no note tells of it (shim/serve/blocker.h). */
#ifndef INLAY_GO_CODE_H
#define INLAY_GO_CODE_H

#include "shim/serve/blocker.h"

/* What keeps the library out of the program at path when it holds Go code; NULL: it holds none, or cannot be read. */
const struct blocker *go_code_blocker(const char *path);

#endif
