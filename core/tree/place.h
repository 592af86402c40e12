/* SPDX-License-Identifier: Apache-2.0 */
/* Where in its source a byte of a document stands, in lines and columns. */
#ifndef INLAY_PLACE_H
#define INLAY_PLACE_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

/* Each call counts from the source's beginning; after document_mark_places(), from the nearest mark. Mark documents of
 * which many places are asked. */
struct place document_place(const struct document *document, uint32_t offset);
void document_mark_places(struct arena *arena, struct document *document);

#endif
