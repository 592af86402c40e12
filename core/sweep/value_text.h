/* SPDX-License-Identifier: Apache-2.0 */
/* Values as texts that tell whether they are equal: by which cells are known, and what is excluded. */
#ifndef INLAY_VALUE_TEXT_H
#define INLAY_VALUE_TEXT_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

/* Puts the value as a text that equal values have: 1e-3 and 0.001, 'a' and "a", {a: 1, b: 2} in any order. An integer is no
 * float, and a word on which readers disagree no string, unless is_loose. */
void value_text_put(struct buffer *out, const struct node *value, bool is_loose);

#endif
