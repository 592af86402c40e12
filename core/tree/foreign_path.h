/* SPDX-License-Identifier: Apache-2.0 */
/* Key paths as other tools write them: .a.b["c.d"][0], a."b.c" (yq, jq, TOML), $.a (JSONPath). */
#ifndef INLAY_FOREIGN_PATH_H
#define INLAY_FOREIGN_PATH_H

#include "core/base/text.h"

/* The key path that source, which is none, would be in inlay's notation; empty when that cannot be told. */
struct text foreign_path(struct arena *arena, struct text source);

#endif
