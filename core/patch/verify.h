/* SPDX-License-Identifier: Apache-2.0 */
/* The last word on a patch: the result, read again, is the original outside the overridden paths and the overrides
 * inside, or it is not served. */
#ifndef INLAY_VERIFY_H
#define INLAY_VERIFY_H

#include "core/tree/document.h"

/* Reads result, document number `which` of a stream, and compares it value by value with original as its changes make
 * it. A summary is compared as a whole: in YAML by a digest of its values, in JSON by its bytes. NULL when they agree;
 * else the value of the original at which they do not. */
const struct node *verify(struct arena *arena, const struct document *original, struct text result, uint32_t which);

#endif
