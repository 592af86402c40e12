/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric_find.h"

#include "core/read/format.h"

/* Some programs call a file of JSON Lines metrics.json. */
static struct metric_value in_document(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    const struct metric_value value = metric_in_document(arena, metric, content);
    if (value.state != METRIC_UNREADABLE || format_of_name(text_of(metric->file)) != FORMAT_JSON) {
        return value;
    }
    const struct metric_value in_lines = metric_in_lines(arena, metric, content);
    return in_lines.state == METRIC_FOUND ? in_lines : value;
}

struct metric_value metric_find(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    switch (metric->form) {
    case METRIC_LINES:
        return metric_in_lines(arena, metric, content);
    case METRIC_CSV:
        return metric_in_csv(arena, metric, content);
    case METRIC_EXPRESSION:
        return metric_in_output(arena, metric, content);
    default:
        return in_document(arena, metric, content);
    }
}

bool metric_needs_all(const struct metric *metric)
{
    return metric->form == METRIC_DOCUMENT || metric->form == METRIC_CSV;
}
