/* SPDX-License-Identifier: Apache-2.0 */
/* The Makefile says in built.h, which it has included here: INLAY_COMMIT, empty where it is not known; INLAY_STATIC, the
 * C library in a static command. */
#include "shim/cli/base/version.h"

#include <cjson/cJSON.h>
#include <features.h>

#if defined __x86_64__
#define ARCHITECTURE "x86-64"
#else
#define ARCHITECTURE "arm64"
#endif

void version_put(struct buffer *out)
{
    buffer_put(out, TEXT("inlay " INLAY_VERSION "\n"));
    buffer_format(out, "commit: %s\n", INLAY_COMMIT[0] ? INLAY_COMMIT : "unknown (not built in a git clone)");
#ifdef INLAY_STATIC
    buffer_put(out, TEXT("command: " ARCHITECTURE ", static, with " INLAY_STATIC "\n"));
#else
    buffer_format(out, "command: " ARCHITECTURE ", dynamic, with glibc %d.%d and libcjson %s\n", __GLIBC__,
                  __GLIBC_MINOR__, cJSON_Version());
#endif
    /* tests/library.bats and tests/dist.bats hold it. */
    buffer_put(out, TEXT("library: " ARCHITECTURE ", for glibc 2.17 and later, and musl\n"));
}
