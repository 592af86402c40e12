/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/base/say.h"
#include "shim/cli/table/table_cells.h"

#include "core/base/excerpt.h"

#define NAMED_CELLS 5 /* by their numbers; the others are counted */

static bool has_ended(const struct table_cell *cell)
{
    return cell->record.state != CELL_NEW && cell->record.state != CELL_RUNNING;
}

/* Whether an earlier cell lacks the metric for the same reason. */
static bool is_said(const struct table_cells *cells, size_t metric, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (has_ended(&cells->list[i]) &&
            cells->list[i].metrics[metric].state == cells->list[at].metrics[metric].state) {
            return true;
        }
    }
    return false;
}

static void put_no_key(struct buffer *out, const struct metric *metric, struct metric_value value)
{
    if (metric->form == METRIC_EXPRESSION) {
        buffer_format(out, "nothing in %s matches", metric->file);
        return;
    }
    buffer_format(out, "%s has no such %s", metric->file, metric->form == METRIC_CSV ? "column" : "key");
    if (value.meant.length > 0) {
        buffer_format(out, " (did you mean %.*s?)", TEXT_ARGS(value.meant));
    }
}

static void put_no_number(struct buffer *out, const struct metric *metric, const struct table_cell *cell,
                          struct text text)
{
    if (text.length == 0) {
        buffer_format(out, "it is empty%s, in cell %u", metric->form == METRIC_CSV ? " in the last row" : "",
                      cell->stored->number);
        return;
    }
    buffer_put(out, TEXT("it is no number, but \""));
    excerpt_put(out, text);
    buffer_format(out, "\" in cell %u", cell->stored->number);
}

/* What differs from cell to cell is shown of the first one. */
static void put_reason(struct buffer *out, const struct metric *metric, const struct table_cell *cell,
                       struct metric_value value)
{
    switch (value.state) {
    case METRIC_NO_FILE:
        buffer_format(out, "there is no %s", metric->file);
        break;
    case METRIC_NO_KEY:
        put_no_key(out, metric, value);
        break;
    case METRIC_NO_NUMBER:
        put_no_number(out, metric, cell, value.text);
        break;
    default:
        buffer_format(out, "%s cannot be read, in cell %u: %s", metric->file, cell->stored->number, value.problem);
    }
}

/* Cells from number at on that lack the metric for the same reason: how many, and the first ones' numbers. */
static size_t put_numbers(struct buffer *out, const struct table_cells *cells, size_t metric, size_t at)
{
    size_t count = 0;
    for (size_t i = at; i < cells->count; i++) {
        const struct table_cell *cell = &cells->list[i];
        if (!has_ended(cell) || cell->metrics[metric].state != cells->list[at].metrics[metric].state) {
            continue;
        }
        if (count++ < NAMED_CELLS) {
            buffer_format(out, "%s%u", count > 1 ? ", " : "", cell->stored->number);
        }
    }
    return count;
}

static void say_reason(const struct table_cells *cells, size_t metric, size_t at)
{
    struct arena *arena = cells->store->arena;
    struct buffer numbers = {.arena = arena}, reason = {.arena = arena}, more = {.arena = arena};
    const size_t count = put_numbers(&numbers, cells, metric, at);
    put_reason(&reason, &cells->metrics[metric], &cells->list[at], cells->list[at].metrics[metric]);
    if (count > NAMED_CELLS) {
        buffer_format(&more, " and %zu more", count - NAMED_CELLS);
    }
    say("--metric %.*s: %zu cell%s (%s%s) without a value: %s", TEXT_ARGS(cells->metrics[metric].spec), count,
        count == 1 ? "" : "s", buffer_string(&numbers), buffer_string(&more), buffer_string(&reason));
}

void table_cells_say_missing(const struct table_cells *cells)
{
    for (size_t metric = 0; metric < cells->metric_count; metric++) {
        for (size_t i = 0; i < cells->count; i++) {
            const struct table_cell *cell = &cells->list[i];
            const bool lacks = has_ended(cell) && cell->metrics[metric].state != METRIC_FOUND;
            if (lacks && !is_said(cells, metric, i)) {
                say_reason(cells, metric, i);
            }
        }
    }
}
