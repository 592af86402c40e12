/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors, aliases and merge keys: an override changes its own path and no other. */
#ifndef INLAY_ANCHORS_H
#define INLAY_ANCHORS_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* A laid copy of an original value as its readers see it, without overrides: aliases and merge keys resolved. NULL with
 * an error when it cannot be written without them (a tag inside, or it grows beyond ANCHOR_COPY_MAX values). */
#define ANCHOR_COPY_MAX 100000
struct node *resolved_copy(struct arena *arena, const struct document *document, const struct node *value,
                           struct diagnostics *diagnostics);

/* The value that an original map inherits for key through its `<<`, or NULL. An error when that takes more than
 * MERGE_STEPS_MAX steps: merges of merges of merges could take forever. */
#define MERGE_STEPS_MAX 10000
const struct node *merged_value(struct arena *arena, const struct document *document, struct node *map, struct text key,
                                struct diagnostics *diagnostics);

/* Once, after overrides were laid: where an anchored value changed or went, the first alias that stays takes over the anchor
 * with the value as it was; those after `<<` each get a copy without an anchor. shared: aliases see the change instead.
 * False with errors when that cannot be done. */
bool settle_anchors(struct arena *arena, struct document *document, bool shared, struct diagnostics *diagnostics);

#endif
