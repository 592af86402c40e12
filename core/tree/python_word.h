/* SPDX-License-Identifier: Apache-2.0 */
/* How Python's str() spells a value: W&B hands a sweep's parameters to a command so.
 *
 * Source: str() and repr() of None, bool, int, float, str, list and dict, Python 3. */
#ifndef INLAY_PYTHON_WORD_H
#define INLAY_PYTHON_WORD_H

#include "core/tree/node.h"

/* Whether word is str(value). Floats are compared as PyYAML spells them, which is repr() with a ".0" before the exponent
 * where there is no dot. */
bool python_word_is(struct text word, const struct node *value);

#endif
