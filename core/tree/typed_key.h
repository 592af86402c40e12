/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of YAML that are no strings: 0, 1.5, true, null. One key can be written in several ways. */
#ifndef INLAY_TYPED_KEY_H
#define INLAY_TYPED_KEY_H

#include "core/tree/node.h"

/* How a key of this kind is written for all readers: 0x10 as 16, True as true. text is as it was written. */
struct text typed_key_spelling(struct arena *arena, enum node_kind kind, struct text text);

#define TYPED_KEY_LOOKED_AT_MAX 1000

/* A key of map that is the same as key, another scalar, to any reader, also in other words: true and True, 16 and 0x10,
 * to YAML 1.1 yes and true, and to Python 1, 1.0 and true; NULL when there is none, or key is a string. Unusual spellings of numbers (0x10, +1) and
 * other types are looked for among the first TYPED_KEY_LOOKED_AT_MAX keys. */
const struct node *typed_key_same(struct arena *arena, struct node *map, const struct node *key);

#endif
