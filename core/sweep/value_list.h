/* SPDX-License-Identifier: Apache-2.0 */
/* Values with commas between them. A comma in brackets, braces, parentheses or quotes ends no value. */
#ifndef INLAY_VALUE_LIST_H
#define INLAY_VALUE_LIST_H

#include "core/base/text.h"

/* Finds the end of the value that begins at start: its comma, or text.length. NULL, or what is wrong with the value. */
const char *value_list_end(struct text text, size_t start, size_t *end);

/* Without the blanks and line ends around it. */
struct text value_list_trim(struct text value);

#endif
