/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/last_lines.h"

#include "core/read/read.h"

#include <string.h>

/* A line is read in an arena of its own: of a long file only one may have the key. */
struct reading {
    struct arena *arena; /* of the result */
    const struct metric *metric;
    struct text line;
    struct metric_value value;
    struct arena own;
};

static bool holds(struct text line, struct text bytes)
{
    return memmem(line.bytes, line.length, bytes.bytes, bytes.length) != NULL;
}

/* False of most lines that have other keys. A key may be written with escapes. */
static bool may_have_key(struct text line, struct keypath path)
{
    for (size_t i = 0; i < path.count; i++) {
        if (path.steps[i].kind == STEP_KEY && !holds(line, path.steps[i].key)) {
            return holds(line, TEXT("\\"));
        }
    }
    return true;
}

static void read_line(void *context)
{
    struct reading *reading = context;
    const struct text line = text_from(reading->line, text_skip_blanks(reading->line, 0));
    if (text_starts(line, TEXT("{")) || text_starts(line, TEXT("["))) {
        const struct metric_content content = {.bytes = line};
        reading->value = metric_value_copy(reading->arena, metric_in_document(&reading->own, reading->metric, content));
    }
}

/* Of a line that something else has written among the others, METRIC_NO_KEY. */
static struct metric_value in_line(struct arena *arena, const struct metric *metric, struct text line)
{
    struct metric one = *metric;
    struct reading reading = {.arena = arena, .metric = &one, .line = line, .value = {.state = METRIC_NO_KEY}};
    one.file = "line.json";
    arena_init(&reading.own, 0);
    if (!arena_run(&reading.own, read_line, &reading)) {
        reading.value = metric_unreadable("a line is too long");
    }
    arena_release(&reading.own);
    return reading.value;
}

/* What was being written when the job was killed does not count; what is damaged in the middle might have counted. */
struct metric_value metric_in_lines(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    struct last_lines lines = last_lines_of(content);
    struct metric_value none = {.state = METRIC_NO_KEY};
    struct text line;
    for (bool is_last = true; last_lines_next(&lines, &line); is_last = false) {
        if (!is_last && !may_have_key(line, metric->path)) {
            continue; /* the last line tells which key may have been meant */
        }
        const struct metric_value value = in_line(arena, metric, line);
        if (value.state == METRIC_UNREADABLE && !lines.is_open) {
            return metric_unreadable("one of its last lines is damaged");
        }
        if (value.state != METRIC_NO_KEY && value.state != METRIC_UNREADABLE) {
            return value;
        }
        none.meant = none.meant.length > 0 ? none.meant : value.meant;
    }
    return none;
}
