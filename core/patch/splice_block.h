/* SPDX-License-Identifier: Apache-2.0 */
/* Adds entries to block collections and removes them: whole lines, in the collection's own column. */
#ifndef INLAY_SPLICE_BLOCK_H
#define INLAY_SPLICE_BLOCK_H

#include "core/base/buffer.h"
#include "core/patch/edits.h"

/* Adds the edits for what is added to a changed collection and removed from it; some of its entries stay. */
void splice_block_entries(struct edits *edits, const struct node *collection);

/* Removes all entries of a collection that begins a line. */
void splice_block_empty(struct edits *edits, const struct node *collection);

#endif
