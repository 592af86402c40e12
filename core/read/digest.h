/* SPDX-License-Identifier: Apache-2.0 */
/* A digest of values as a reader gives them, one by one: what they are and how they nest, not where they stand. Two
 * sequences of values that differ have one digest by a chance of about one in 2^64. Nobody's choice of values is
 * guarded against: the digest tells a fault of inlay's own. Good inside one process. */
#ifndef INLAY_DIGEST_H
#define INLAY_DIGEST_H

#include "core/tree/node.h"

/* Of no values at all. Not 0, which an empty scalar would leave as it is. */
#define DIGEST_START UINT64_C(0x243f6a8885a308d3)

/* A scalar, or a list or map that begins: kind (of scalars their style, which with text and tag says it), tag, text. */
void digest_enter(uint64_t *digest, const struct node *node);
void digest_leave(uint64_t *digest);

/* The digest of several values, or keys and values, from that of those before and that of one more. */
uint64_t digest_join(uint64_t before, uint64_t one);

#endif
