/* SPDX-License-Identifier: Apache-2.0 */
/* Cells in a table, one a row: CSV (RFC 4180) and JSON Lines. Columns, or a line's keys, are called as sweep_key() has it.
 * In CSV a value is typed as that of an assignment; in an empty field nothing is said, and a string without characters is
 * written "". Blanks around a field that is not quoted are not part of it. In JSON Lines a value is JSON, and null is one. */
#ifndef INLAY_SWEEP_ROWS_H
#define INLAY_SWEEP_ROWS_H

#include "core/sweep/sweep.h"

/* Adds a grid, of one axis, with the rows of the file called name. False with errors in diagnostics. */
bool sweep_rows_read_csv(struct sweep *sweep, const char *name, struct text source, struct text file,
                         struct diagnostics *diagnostics);
bool sweep_rows_read_json(struct sweep *sweep, const char *name, struct text source, struct text file,
                          struct diagnostics *diagnostics);

#endif
