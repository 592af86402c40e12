/* SPDX-License-Identifier: Apache-2.0 */
/* What to say of an assignment's value that Python wrote, str() of a dict or a list, and that YAML takes for something
 * else. */
#ifndef INLAY_PYTHON_NOTE_H
#define INLAY_PYTHON_NOTE_H

#include "core/tree/node.h"

/* The text of a note; NULL: there is nothing to say. */
const char *python_note(const struct node *value);

#endif
