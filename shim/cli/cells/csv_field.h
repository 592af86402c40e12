/* SPDX-License-Identifier: Apache-2.0 */
/* Fields of the CSV files about cells: exact for programs, and harmless for spreadsheets. */
#ifndef INLAY_CSV_FIELD_H
#define INLAY_CSV_FIELD_H

#include "core/tree/node.h"

/* A text that a spreadsheet would take for a formula gets an apostrophe before it. */
struct text csv_field_of(struct arena *arena, struct text text);

/* A value: numbers digit for digit, strings as csv_field_of(), all else as JSON; NULL gives an empty field. */
struct text csv_field_of_value(struct arena *arena, const struct node *value);

#endif
