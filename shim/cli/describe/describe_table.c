/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/describe/describe_formats.h"
#include "shim/cli/files/input_words.h"

#include "core/base/printable.h"
#include "core/base/utf8.h"

enum column {
    COLUMN_KEY,
    COLUMN_TYPE,
    COLUMN_NOW,
    COLUMN_LIMITS,
    COLUMN_ABOUT,
    COLUMNS,
};

#define NOW_WIDTH_MAX    24
#define LIMITS_WIDTH_MAX 60

struct row {
    struct text cells[COLUMNS];
};

static struct text shortened(struct arena *arena, struct text text, size_t width)
{
    struct buffer out = {.arena = arena};
    size_t at = 0;
    if (utf8_count(text) <= width) {
        return text;
    }
    for (size_t count = 1; count < width; count++) {
        at += utf8_step(text, at);
    }
    buffer_put(&out, text_part(text, 0, at));
    buffer_put(&out, TEXT("…"));
    return buffer_text(&out);
}

static struct text printable(struct buffer *buffer)
{
    return text_of(printable_string(buffer->arena, buffer_text(buffer)));
}

/* A job that reads its run config from no file has the schema's defaults. */
static void put_now(struct buffer *out, const struct job_config *config, const struct job_input *input)
{
    bool has_default = input->schema && input->schema->initial && !input->secret;
    if (config->is_run_config && !input->value && has_default) {
        input_put_value(out, input->schema->initial);
    } else {
        input_put_now(out, input);
    }
}

static struct row make_row(struct arena *arena, const struct job_config *config, const struct job_input *input)
{
    struct buffer key = {.arena = arena}, now = key, limits = key, about = key;
    keypath_write(&key, input->path);
    buffer_put(&key, input->path.count == 0 ? TEXT("(the whole file)") : TEXT(""));
    put_now(&now, config, input);
    input_put_limits(&limits, input);
    input_put_about(&about, input);
    return (struct row){{
        [COLUMN_KEY] = printable(&key),
        [COLUMN_TYPE] = text_of(value_type_name(input->type)),
        [COLUMN_NOW] = shortened(arena, printable(&now), NOW_WIDTH_MAX),
        [COLUMN_LIMITS] = shortened(arena, printable(&limits), LIMITS_WIDTH_MAX),
        [COLUMN_ABOUT] = printable(&about),
    }};
}

static void widen(size_t widths[COLUMNS], const struct row *row)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t width = utf8_count(row->cells[i]);
        widths[i] = width > widths[i] ? width : widths[i];
    }
}

/* Without blanks at the end of the line. */
static void put_row(struct buffer *out, const struct row *row, const size_t widths[COLUMNS])
{
    size_t owed = 2;
    for (size_t i = 0; i < COLUMNS; i++) {
        size_t width = utf8_count(row->cells[i]);
        if (width > 0) {
            buffer_repeat(out, ' ', owed);
            buffer_put(out, row->cells[i]);
            owed = 0;
        }
        owed += widths[i] > 0 ? widths[i] - width + 2 : 0;
    }
    buffer_byte(out, '\n');
}

static void put_name(struct buffer *out, const struct job_config *config)
{
    printable_put(out, job_config_label(out->arena, config));
    if (config->is_file && config->is_run_config) {
        buffer_put(out, TEXT(" (the run config)"));
    }
    if (config->is_file && !config->document) {
        buffer_put(out, TEXT(" (not there yet)"));
    }
    buffer_byte(out, '\n');
}

static void put_rows(struct buffer *out, const struct job_config *config)
{
    static const struct row titles = {{{"KEY", 3}, {"TYPE", 4}, {"NOW", 3}, {"LIMITS", 6}, {"DESCRIPTION", 11}}};
    const struct job_input *const lists[] = {config->inputs, config->chosen};
    size_t widths[COLUMNS] = {0}, count = 0, capacity = 0;
    struct row head = titles;
    struct row *rows = NULL;
    for (size_t i = 0; i < 2; i++) {
        for (const struct job_input *input = lists[i]; input; input = input->next) {
            arena_grow(out->arena, rows, count, &capacity);
            rows[count] = make_row(out->arena, config, input);
            widen(widths, &rows[count++]);
        }
    }
    for (size_t i = 0; i < COLUMNS; i++) {
        head.cells[i] = widths[i] > 0 ? titles.cells[i] : TEXT("");
    }
    widen(widths, &head);
    put_row(out, &head, widths);
    for (size_t at = 0; at < count; at++) {
        put_row(out, &rows[at], widths);
    }
}

void describe_as_table(struct buffer *out, const struct job_config *configs)
{
    for (const struct job_config *config = configs; config; config = config->next) {
        if (config != configs) {
            buffer_byte(out, '\n');
        }
        put_name(out, config);
        if (!config->inputs && !config->chosen) {
            buffer_put(out, TEXT("  no inputs\n"));
        } else {
            put_rows(out, config);
        }
    }
}
