/* SPDX-License-Identifier: Apache-2.0 */
/* A library in a cache: fine for a job that starts now, a trap in a file that is read next month. */
#ifndef INLAY_LIBRARY_CACHE_H
#define INLAY_LIBRARY_CACHE_H

#include "core/base/text.h"

/* Says so when library, an absolute path, lies in a cache that its owner clears without asking: uv's (uvx), pipx's
 * (pipx run), or inlay's own (library_copy.h). */
void library_warn_of_cache(struct arena *arena, const char *library);

#endif
