/* SPDX-License-Identifier: Apache-2.0 */
/* The forms that a table is printed in. */
#ifndef INLAY_TABLE_FORMATS_H
#define INLAY_TABLE_FORMATS_H

#include "shim/cli/table/table_model.h"

/* For people: columns that vary, by their titles. width is in characters; 0: as wide as it gets. */
void table_as_text(struct buffer *out, const struct table *table, size_t width);

/* RFC 4180: all columns, by their names; an empty field is no value. */
void table_as_csv(struct buffer *out, const struct table *table);

/* An array with an object a row:
 *
 *     {"cell": 7, "directory": "sweep/0007", "values": {"config.yaml:lr": 0.1}, "state": "done", "status": 0,
 *      "seconds": 1.5, "attempt": 1, "metrics": {"metrics.json:accuracy": 0.98}}
 *     {"cells": [0, 1], "repeated": "config.yaml:seed", "values": {…}, "states": {"done": 2}, "seconds": 1.5,
 *      "metrics": {"metrics.json:accuracy": {"mean": 0.97, "deviation": 0.01, "n": 2}}}
 *
 * What is not known is null, and nan and inf are strings. A row of dropped cells has "dropped": true. */
void table_as_json(struct buffer *out, const struct table *table);

#endif
