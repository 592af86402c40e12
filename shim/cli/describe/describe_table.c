/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/describe/describe_formats.h"
#include "shim/cli/base/columns.h"
#include "shim/cli/files/input_words.h"

#include "core/base/printable.h"

enum {
    COLUMN_KEY,
    COLUMN_TYPE,
    COLUMN_NOW,
    COLUMN_LIMITS,
    COLUMN_ABOUT,
    COLUMNS,
};

#define NOW_WIDTH_MAX    24
#define LIMITS_WIDTH_MAX 60

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

static void add_row(struct columns *columns, const struct job_config *config, const struct job_input *input)
{
    struct arena *arena = columns->arena;
    struct buffer key = {.arena = arena}, now = key, limits = key, about = key;
    keypath_write(&key, input->path);
    buffer_put(&key, input->path.count == 0 ? TEXT("(the whole file)") : TEXT(""));
    put_now(&now, config, input);
    input_put_limits(&limits, input);
    input_put_about(&about, input);
    const struct text fields[COLUMNS] = {
        [COLUMN_KEY] = printable(&key),
        [COLUMN_TYPE] = text_of(value_type_name(input->type)),
        [COLUMN_NOW] = columns_shortened(arena, printable(&now), NOW_WIDTH_MAX),
        [COLUMN_LIMITS] = columns_shortened(arena, printable(&limits), LIMITS_WIDTH_MAX),
        [COLUMN_ABOUT] = printable(&about),
    };
    columns_add(columns, fields);
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
    static const struct column titles[COLUMNS] = {
        [COLUMN_KEY] = {.title = {"KEY", 3}},
        [COLUMN_TYPE] = {.title = {"TYPE", 4}},
        [COLUMN_NOW] = {.title = {"NOW", 3}},
        [COLUMN_LIMITS] = {.title = {"LIMITS", 6}},
        [COLUMN_ABOUT] = {.title = {"DESCRIPTION", 11}},
    };
    const struct job_input *const lists[] = {config->inputs, config->chosen};
    struct columns columns = {.arena = out->arena, .list = titles, .count = COLUMNS};
    for (size_t i = 0; i < 2; i++) {
        for (const struct job_input *input = lists[i]; input; input = input->next) {
            add_row(&columns, config, input);
        }
    }
    columns_put(&columns, out, 0);
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
