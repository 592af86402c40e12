/* SPDX-License-Identifier: Apache-2.0 */
/* The last word on a patch of a document with anchors: its readers see what the overrides say, and every other value as
 * it was, wherever copies made it stand. */
#ifndef INLAY_VERIFY_VALUES_H
#define INLAY_VERIFY_VALUES_H

#include "core/overrides/overrides.h"

/* Writes the aliases and merge keys of original out, applies file's overrides to that, and compares it with result,
 * read and written out in the same way: values, types, tags, and the types of keys. It shares no step with the making
 * of copies. Then does the same as readers have it to whom the last one counts (effective_root_in_order() in
 * core/tree/effective.h): *in_order is set where it is to those alone that result is wrong. Not for overrides->shared.
 * NULL when they agree, or when original is too large to be written out; else the value of the original at which they do
 * not. */
const struct node *verify_values(struct arena *arena, const struct overrides *overrides,
                                 const struct override_file *file, uint32_t which, const struct document *original,
                                 struct text result, bool *in_order);

#endif
