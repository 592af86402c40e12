/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a key in a cell, read from its text. In a scalar, and in a map's key, {cell} and {dir} stand for the cell's
 * number and directory, and {{ and }} for a brace; a plain {cell} that is all of a value is a number. Whatever the
 * directory is called, it stays within its quotes. */
#ifndef INLAY_CELL_VALUE_H
#define INLAY_CELL_VALUE_H

#include "core/sweep/sweep.h"

/* What stands for {cell} and {dir}. NULL dir: nothing is replaced, which is the form that a cell is known by. */
struct cell_names {
    uint32_t number;
    const char *dir;
};

/* Reads value, whose same_as is NULL; target is for messages. *word: as assignment_read_value() has it. */
bool cell_value_read(struct arena *arena, struct text target, const struct sweep_value *value,
                     const struct cell_names *names, struct node **node, struct text *word,
                     struct diagnostics *diagnostics);

#endif
