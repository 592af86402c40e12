/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/table/metric_value.h"

#include "core/base/csv.h"
#include "core/base/nearest.h"

#define NO_COLUMN SIZE_MAX

static struct metric_value no_column(struct arena *arena, const struct metric *metric, const struct csv_row *titles)
{
    struct text *names = arena_array(arena, struct text, titles->count);
    for (size_t i = 0; i < titles->count; i++) {
        names[i] = titles->fields[i].text;
    }
    return (struct metric_value){.state = METRIC_NO_KEY, .meant = nearest_name(metric->key, names, titles->count)};
}

static size_t find_column(const struct csv_row *titles, struct text name, size_t start)
{
    for (size_t i = start; i < titles->count; i++) {
        if (text_equal(titles->fields[i].text, name)) {
            return i;
        }
    }
    return NO_COLUMN;
}

/* Of a job that goes on, without the line that it is writing. */
static struct text whole_lines(struct metric_content content)
{
    size_t end = content.bytes.length;
    while (!content.has_ended && end > 0 && !text_is_line_end(content.bytes.bytes[end - 1])) {
        end--;
    }
    return text_part(content.bytes, 0, end);
}

static struct metric_value refused(struct arena *arena, const struct csv_reader *reader)
{
    struct buffer out = {.arena = arena};
    buffer_format(&out, "line %u: %s", reader->problem_line, reader->problem);
    return metric_unreadable(buffer_string(&out));
}

static struct metric_value in_last_row(struct csv_reader *reader, size_t column, size_t columns)
{
    struct metric_value value = {.state = METRIC_NO_NUMBER, .text = TEXT("")};
    struct csv_row row;
    enum outcome outcome;
    while ((outcome = csv_read_row(reader, &row)) == OUTCOME_FOUND) {
        if (row.count > columns) {
            return metric_unreadable("a row has more fields than the first one names");
        }
        value = metric_value_of(column < row.count ? row.fields[column].text : TEXT(""));
    }
    return outcome == OUTCOME_REFUSED ? refused(reader->arena, reader) : value;
}

/* A field that is empty in the last row is no number: some programs leave out what is none, as NaN. */
struct metric_value metric_in_csv(struct arena *arena, const struct metric *metric, struct metric_content content)
{
    struct csv_reader reader = csv_reader_of(arena, whole_lines(content));
    struct csv_row titles;
    const enum outcome outcome = csv_read_row(&reader, &titles);
    if (outcome != OUTCOME_FOUND) {
        return outcome == OUTCOME_REFUSED ? refused(arena, &reader) : (struct metric_value){.state = METRIC_NO_KEY};
    }
    const size_t column = find_column(&titles, metric->key, 0);
    if (column == NO_COLUMN) {
        return no_column(arena, metric, &titles);
    }
    if (find_column(&titles, metric->key, column + 1) != NO_COLUMN) {
        return metric_unreadable("two columns have this name");
    }
    return in_last_row(&reader, column, titles.count);
}
