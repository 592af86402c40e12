/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of libinlay.so for an installation whose path LD_PRELOAD cannot name, such as a venv in a directory with a space. */
#ifndef INLAY_LIBRARY_COPY_H
#define INLAY_LIBRARY_COPY_H

#include "core/base/text.h"

/* Whether LD_PRELOAD cannot name path. ld.so(8) splits it at spaces and colons, musl's at any white space; there is no escape,
 * and $ORIGIN and its like are replaced. */
bool library_copy_is_needed(const char *path);

/* The absolute path of a file with the library's bytes, in the arena: CACHE/inlay/SHA256/libinlay.so, where CACHE is
 * XDG_CACHE_HOME or HOME's .cache, or else TMPDIR/inlay-UID/SHA256/libinlay.so. It is made where it is not there, at once. What
 * another user could write is not taken. NULL, and said, when there can be none. */
const char *library_copy(struct arena *arena, const char *library);

#endif
