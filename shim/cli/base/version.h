/* SPDX-License-Identifier: Apache-2.0 */
/* The version that `inlay --version`, the report and all packages name, and what else `inlay --version` says. */
#ifndef INLAY_VERSION_H
#define INLAY_VERSION_H

#include "core/base/buffer.h"

#define INLAY_VERSION "0.2.0"

/* The version, the commit, and which C libraries the command and the library need: a line each. */
void version_put(struct buffer *out);

#endif
