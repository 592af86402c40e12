/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors, aliases and merge keys: an override changes its own path and no other. */
#ifndef INLAY_ANCHORS_H
#define INLAY_ANCHORS_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* Once, after overrides were laid: where an anchored value changed or went, the first alias that stays takes over the anchor
 * with the value as it was; those after `<<` each get a copy without an anchor. shared: aliases see the change instead.
 * False with errors when that cannot be done. */
bool settle_anchors(struct arena *arena, struct document *document, bool shared, struct diagnostics *diagnostics);

#endif
