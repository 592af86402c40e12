/* SPDX-License-Identifier: Apache-2.0 */
/* A list or map that takes another's place, as the changes that lead from one to the other: what is in both stays as its
 * author wrote it.
 *
 * Maps go together by their keys. Of two lists the elements go together that have most in common, in their order; what
 * is left over between two such pairs takes each other's place, goes, or is added. Where nothing is in common, and where
 * keys are no keys to all readers (duplicates, `<<`), the one is replaced by the other as a whole. */
#ifndef INLAY_ALIGN_H
#define INLAY_ALIGN_H

#include "core/overrides/overrides.h"
#include "core/tree/change.h"

/* Cuts document's changes down, between overlay_document(), whose last call it was, and settle_anchors(). A number that
 * stands in the file already but is spelt so that some readers take it for a string is noted. */
void align_document(struct arena *arena, const struct override_file *file, struct document *document, bool shared,
                    struct diagnostics *diagnostics);

#endif
