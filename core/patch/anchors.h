/* SPDX-License-Identifier: Apache-2.0 */
/* Anchors, aliases and merge keys: an override changes its own path and no other. */
#ifndef INLAY_ANCHORS_H
#define INLAY_ANCHORS_H

#include "core/base/diagnostic.h"
#include "core/patch/kept_values.h"
#include "core/tree/document.h"

/* To be called once, after the overlay. Where an anchored value was changed or removed, the first remaining alias
 * becomes the anchor and keeps the old value. A map that merges it gets the old values of changed keys behind its `<<`,
 * or, where that does not do, a copy without an anchor there. shared: aliases see the change instead. What is
 * kept is added to kept. False with errors when that cannot be done. */
bool settle_anchors(struct arena *arena, struct document *document, bool shared, struct kept_values *kept,
                    struct diagnostics *diagnostics);

#endif
