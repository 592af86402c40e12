/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines of comments belong to an entry, so that they go with it. A comment behind an entry is on its line, and:
 *
 * - Whole lines directly above an entry, in its column, belong to it; a blank line sets them apart. What begins a document
 *   is the document's.
 * - Whole lines directly below a block entry that are further in than it belong to it; so do those behind a blank line
 *   that are as far in as the block that the entry is.
 *
 * All others stay. */
#ifndef INLAY_COMMENTS_H
#define INLAY_COMMENTS_H

#include "core/patch/layout.h"

/* Where the first line begins that belongs to an entry whose own line is that of start. The entry before it ends at
 * limit; 0: there is none. */
uint32_t comments_above(const struct layout *layout, uint32_t limit, uint32_t start);

/* Where the first line begins behind an entry of a block collection, and behind the comments that belong to it. */
uint32_t comments_below(const struct layout *layout, const struct node *collection, const struct node *entry);

#endif
