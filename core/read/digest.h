/* SPDX-License-Identifier: Apache-2.0 */
/* A digest of values as a reader gives them, one by one: what they are and how they nest, not where they stand.
 *
 * Sequences of values that differ have the same digest with a chance of about 1 in 2^64. Not collision-resistant
 * against an adversary; it detects inlay's own bugs. It may differ between machines. */
#ifndef INLAY_DIGEST_H
#define INLAY_DIGEST_H

#include "core/tree/node.h"

/* Of no values at all. Not 0, which an empty scalar would leave as it is. */
#define DIGEST_START UINT64_C(0x243f6a8885a308d3)

/* A scalar, or a list or map that begins. Tag, style and text count; the kind of a scalar follows from them. */
void digest_enter(uint64_t *digest, const struct node *node);
void digest_leave(uint64_t *digest);

/* The digest of several values, or keys and values, from that of those before and that of one more. */
uint64_t digest_join(uint64_t before, uint64_t one);

#endif
