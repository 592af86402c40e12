/* SPDX-License-Identifier: Apache-2.0 */
/* Which values of a file its overrides lead to. */
#ifndef INLAY_OVERRIDE_PROJECTION_H
#define INLAY_OVERRIDE_PROJECTION_H

#include "core/overrides/overrides.h"
#include "core/read/projection.h"

/* The root of what those of file's overrides lead to that are meant for document number `which`, and its secrets. */
const struct projection *projection_of_overrides(struct arena *arena, const struct override_file *file, uint32_t which);

#endif
