/* SPDX-License-Identifier: Apache-2.0 */
/* Where in its source a byte of a document stands, as a person counts. */
#ifndef INLAY_PLACE_H
#define INLAY_PLACE_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

/* Counted from the source's beginning at each call; after document_mark_places() from the nearest mark, for documents
 * that many places are asked of. */
struct place document_place(const struct document *document, uint32_t offset);
void document_mark_places(struct arena *arena, struct document *document);

#endif
