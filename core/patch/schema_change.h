/* SPDX-License-Identifier: Apache-2.0 */
/* What overrides make of a config must fit its schema where the config did: what a look at each override alone does not
 * show. A list that an element too many was added to, an object that was made without what it requires. */
#ifndef INLAY_SCHEMA_CHANGE_H
#define INLAY_SCHEMA_CHANGE_H

#include "core/overrides/overrides.h"

/* Compares document number `which` (0: the only one) of a config, as its readers see it, before and after a patch.
 * False with an error for everything in which it breaks the file's schema after it and not before. W&B's values,
 * which only warn, have been warned about when they were admitted. */
bool schema_change_allowed(struct arena *arena, const struct override_file *file, uint32_t which, enum format format,
                           struct text before, struct text after, struct diagnostics *diagnostics);

#endif
