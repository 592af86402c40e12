/* SPDX-License-Identifier: Apache-2.0 */
/* The files that say which cells a sweep has: cells.jsonl, which is read again, and cells.csv for people and spreadsheets. */
#ifndef INLAY_CELLS_FILE_H
#define INLAY_CELLS_FILE_H

#include "shim/cli/cells/stored_cell.h"

#include "core/base/outcome.h"

/* Reads DIR/cells.jsonl into the store. OUTCOME_NONE: there is none. OUTCOME_REFUSED is said: a line that is no cell, or not the
 * one that has its place. */
enum outcome cells_file_read(struct store *store);

/* What cells.jsonl is to say. */
struct text cells_file_text(const struct store *store);

/* What cells.csv is to say: cell, directory, dropped, and a column for each key; values as text. A text that a spreadsheet would
 * take for a formula has an apostrophe before it. What became of the cells is not in it: see `inlay sweep --table`. */
struct text cells_file_csv(const struct store *store);

/* The key names of all cells, in the order of first mention: the keys of a map of their own. */
struct node *cells_file_keys(const struct store *store);

#endif
