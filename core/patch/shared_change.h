/* SPDX-License-Identifier: Apache-2.0 */
/* What `shared` changes beside the overridden path, by way of anchors, must be offered too. */
#ifndef INLAY_SHARED_CHANGE_H
#define INLAY_SHARED_CHANGE_H

#include "core/overrides/overrides.h"

/* Compares document number `which` (0: the only one) of a config, as its readers see it, before and after a patch:
 * false with an error for every value that changed though file->policy->selection does not have it. */
bool shared_change_allowed(struct arena *arena, const struct override_file *file, uint32_t which, enum format format,
                           struct text before, struct text after, struct diagnostics *diagnostics);

#endif
