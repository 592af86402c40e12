/* SPDX-License-Identifier: Apache-2.0 */
/* An axis in one word of the command line: FILE:KEY=VALUE,VALUE,… or a call that makes or draws values, as in
 * core/sweep/value_call.h:
 *
 *     range(0.1,0.5,0.1)  log(1e-5,1e-1,5)               values; others may stand beside them, with commas
 *     uniform(A,B)  loguniform(A,B)  choice(X,Y,…)       drawn, with --random
 *     {FILE:KEY}                                         the value of that key in the same cell
 *
 * A comma in brackets, braces, parentheses or quotes ends no value. Quotes go round a value with a comma as YAML has it:
 * name='"a,b"'. */
#ifndef INLAY_AXIS_WORD_H
#define INLAY_AXIS_WORD_H

#include "core/sweep/sweep.h"

/* Adds the axis that word says to grid. file: see sweep_key(). False with errors in diagnostics. */
bool axis_word_read(struct sweep *sweep, struct sweep_grid *grid, struct place origin, struct text word,
                    struct text file, bool is_run_config, struct diagnostics *diagnostics);

/* Whether text has the shape of a call, NAME(…), of a known name or one that misspells it: it is no string then. */
bool axis_is_call(struct text text);

/* Puts the values that text says behind the `=` into an axis, for key. Sweep files have such texts, too. */
bool axis_values_read(struct sweep *sweep, struct sweep_axis *axis, const struct sweep_key *key, struct place place,
                      struct text text, struct diagnostics *diagnostics);

/* Makes the grid's innermost axis: key takes the values 0 to count - 1. */
bool axis_repeat(struct sweep *sweep, struct sweep_grid *grid, struct place place, uint32_t count,
                 const struct sweep_key *key, struct diagnostics *diagnostics);

#endif
