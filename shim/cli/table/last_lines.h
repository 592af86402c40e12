/* SPDX-License-Identifier: Apache-2.0 */
/* The lines of a file from the last to the first. */
#ifndef INLAY_LAST_LINES_H
#define INLAY_LAST_LINES_H

#include "shim/cli/table/metric_value.h"

struct last_lines {
    struct text rest; /* whole lines that are not read yet */
    bool is_open;     /* of the line that was read: nothing ends it */
};

/* Starts with the whole lines of content. A line ends in LF, in CR, as programs write over their progress, or in NUL. */
struct last_lines last_lines_of(struct metric_content content);

/* False when there are no more. Empty lines are passed over. */
bool last_lines_next(struct last_lines *lines, struct text *line);

#endif
