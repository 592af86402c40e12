/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what stood in block style, by indentation, in that style again. */
#ifndef INLAY_EMIT_BLOCK_H
#define INLAY_EMIT_BLOCK_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

/* How a file is written. */
struct block_style {
    struct text newline;
    uint32_t map_step, list_step; /* columns from a key to the map or list that it has */
};

/* Whether a synthetic value is to be written so. */
bool emit_block_suits(const struct node *value);

/* Puts the entries of a list or map, one a line: all but the first one behind column blanks, and no newline after the
 * last one. */
void emit_block(struct buffer *out, const struct node *collection, uint32_t column, const struct block_style *style);

/* Puts one entry of it, "key: value" or "- value". */
void emit_block_entry(struct buffer *out, const struct node *child, uint32_t column, const struct block_style *style);

#endif
