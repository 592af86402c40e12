/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two values are the same as JSON Schema has it (2020-12 core, section 4.2.2): 1 and 1.0 are, however numbers
 * are spelt, and the order of an object's keys does not count. */
#ifndef INLAY_VALUE_EQUAL_H
#define INLAY_VALUE_EQUAL_H

#include "core/tree/node.h"

/* Values as value_settle() leaves them. An ambiguous scalar counts as the string that it is to YAML 1.2 readers. */
bool value_equal(struct arena *arena, const struct node *a, const struct node *b);

/* The first element that equals an earlier one, or NULL. Takes linear time. */
const struct node *value_repeated(struct arena *arena, const struct node *list);

#endif
