/* SPDX-License-Identifier: Apache-2.0 */
/* From changes to edits: which bytes of the source go, and what takes their place. */
#ifndef INLAY_SPLICE_H
#define INLAY_SPLICE_H

#include "core/patch/edits.h"

/* Adds the edits for all changes of a document. */
void splice_document(struct edits *edits, const struct document *document);

#endif
