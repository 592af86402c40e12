/* SPDX-License-Identifier: Apache-2.0 */
/* Finds a metric in a file's bytes, whatever its form. */
#ifndef INLAY_METRIC_FIND_H
#define INLAY_METRIC_FIND_H

#include "shim/cli/table/metric_value.h"

struct metric_value metric_find(struct arena *arena, const struct metric *metric, struct metric_content content);

/* Whether the end of a file is not enough. */
bool metric_needs_all(const struct metric *metric);

#endif
