/* SPDX-License-Identifier: Apache-2.0 */
/* A metric: a number that a cell's job has left behind in a file of its directory, or in its output.
 *
 *     metrics.json:eval.accuracy         JSON or YAML: a key path; of several documents the last one that has it
 *     log.jsonl:loss                     JSON Lines: the last line that has it
 *     history.csv:val_loss               CSV: the column in the last row
 *     output:/accuracy ([0-9.]+)/        any file: the first group of the last match of a POSIX extended regular
 *     stdout:/accuracy ([0-9.]+)/        expression, within a line; stdout and output are the cell's output
 *
 * A file is looked for in the cell's directory; one whose path has {cell} or {dir}, as values of the sweep may have them, where
 * that says. */
#ifndef INLAY_METRIC_H
#define INLAY_METRIC_H

#include "core/tree/keypath.h"

#include <regex.h>

enum metric_form {
    METRIC_DOCUMENT,
    METRIC_LINES,
    METRIC_CSV,
    METRIC_EXPRESSION,
};

struct metric {
    struct text spec; /* as the user wrote it */
    const char *file; /* inside the cell's directory, unless it is a template */
    bool is_template; /* {cell} and {dir} in it stand for the cell's number and directory */
    enum metric_form form;
    struct text key;     /* behind the colon: a column of CSV */
    struct keypath path; /* METRIC_DOCUMENT and METRIC_LINES */
    uint32_t document;   /* of a stream, from 1; 0: not said */
    regex_t expression;  /* METRIC_EXPRESSION */
    struct text name;    /* what people would call it; empty: nothing that is clear */
};

/* Reads spec, which is borrowed. NULL, or what is wrong with it, as the text of a message; then nothing is to be given
 * back. */
const char *metric_read(struct arena *arena, struct text spec, struct metric *metric);
void metric_release(struct metric *metric);

#endif
