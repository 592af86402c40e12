/* SPDX-License-Identifier: Apache-2.0 */
/* A copy of a value in block style takes the place of an alias, in the style in which the file is written. */
#ifndef INLAY_SPLICE_COPY_H
#define INLAY_SPLICE_COPY_H

#include "core/patch/edits.h"

/* Adds the edits for a node that is replaced, and returns true, where this is so: an alias behind its key or dash in a
 * block collection. */
bool splice_copy(struct edits *edits, const struct node *node);

/* How the document that node is of is written. */
const struct block_style *splice_copy_style(struct edits *edits, const struct node *node);

#endif
