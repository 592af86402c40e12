/* SPDX-License-Identifier: Apache-2.0 */
/* What a metric is in one cell, and how it is found in a file's bytes. */
#ifndef INLAY_METRIC_VALUE_H
#define INLAY_METRIC_VALUE_H

#include "core/tree/node.h"
#include "shim/cli/table/metric.h"

enum metric_state {
    METRIC_FOUND,
    METRIC_NO_FILE,
    METRIC_NO_KEY,     /* or column, or match */
    METRIC_NO_NUMBER,  /* something else is there */
    METRIC_UNREADABLE, /* the file, or the part of it that counts */
};

struct metric_value {
    enum metric_state state;
    struct text text;    /* as the job wrote it: the number, or what is there instead */
    const char *problem; /* METRIC_UNREADABLE */
    struct text meant;   /* METRIC_NO_KEY: the key that was probably meant; empty: none */
};

/* The end of a file, or all of it. */
struct metric_content {
    struct text bytes;
    bool is_tail;   /* there is more before it: what stands before the first line end is part of a line */
    bool has_ended; /* nobody writes any more; else what stands behind the last line end is part of a line */
};

/* Each finds a metric of its form; metric_find() asks the right one. Everything is in arena, or borrowed from content. */
struct metric_value metric_in_document(struct arena *arena, const struct metric *metric, struct metric_content content);
struct metric_value metric_in_lines(struct arena *arena, const struct metric *metric, struct metric_content content);
struct metric_value metric_in_csv(struct arena *arena, const struct metric *metric, struct metric_content content);
struct metric_value metric_in_output(struct arena *arena, const struct metric *metric, struct metric_content content);

/* A text that stands where the metric is: found when it is a number. Numbers are decimal; nan, inf and infinity are some,
 * with a sign or a dot before them and in any case. */
struct metric_value metric_value_of(struct text text);
/* Likewise a value of a document. */
struct metric_value metric_value_of_node(const struct node *value);

struct metric_value metric_unreadable(const char *problem);

/* The same, with all of it in arena. */
struct metric_value metric_value_copy(struct arena *arena, struct metric_value value);

#endif
