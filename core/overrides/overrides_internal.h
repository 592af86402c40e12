/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of overrides share: override documents, edits, assignments. Not for callers outside core. */
#ifndef INLAY_OVERRIDES_INTERNAL_H
#define INLAY_OVERRIDES_INTERNAL_H

#include "core/overrides/overrides.h"
#include "core/overrides/target.h"

/* overrides_file() for a path that people know by another name. */
struct override_file *overrides_register(struct overrides *overrides, struct text path, struct text name,
                                         struct place origin);

/* Adds a copy of override behind all others. Its links are set here. */
void overrides_append(struct overrides *overrides, const struct override *override);

/* Moves all overrides that follow from (NULL: all) to where they follow to (NULL: none comes before). */
void overrides_move(struct overrides *overrides, struct override *from, struct override *to);

/* The value of an assignment to target, typed as kind says. NULL with an error. */
struct node *assignment_value(struct arena *arena, struct place origin, struct text target, struct text value,
                              enum assignment_kind kind, struct diagnostics *diagnostics);

/* Reads a list, the value of an override document's key `edits`; overrides_write() is its writer. */
void overrides_read_edits(struct overrides *overrides, const struct document *document, struct node *edits,
                          struct diagnostics *diagnostics);

#endif
