/* SPDX-License-Identifier: Apache-2.0 */
/* What overrides do to a document, before any byte is moved: they are applied to its tree in order, each one seeing
 * what the earlier ones did, and leave a change at every value that is touched. */
#ifndef INLAY_OVERLAY_H
#define INLAY_OVERLAY_H

#include "core/overrides/overrides.h"
#include "core/tree/change.h"

/* Applies those of file's overrides to document->root that are meant for document number `which` of the stream (0: the
 * only one). False when one is refused; diagnostics hold every error, and a note for each key that `files` adds. An
 * empty document is given an empty root. May be called again; settle_anchors() (core/patch/anchors.h) must follow the
 * last call. */
bool overlay_document(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                      uint32_t which, struct document *document, struct diagnostics *diagnostics);

#endif
