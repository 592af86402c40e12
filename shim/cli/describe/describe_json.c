/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/describe/describe_formats.h"

#include "core/tree/emit.h"

static void put_type(struct buffer *out, const struct job_input *input)
{
    buffer_format(out, "\"%s\"", value_type_name(input->type));
}

static void put_repeated(struct buffer *out, char c, size_t count)
{
    while (count-- > 0) {
        buffer_byte(out, c);
    }
}

/* Inputs of one object stand together, so objects open and close where paths part. */
static void put_listing(struct buffer *out, const struct job_input *inputs)
{
    struct keypath before = {NULL, 0};
    if (inputs && inputs->path.count == 0) {
        put_type(out, inputs);
        return;
    }
    buffer_byte(out, '{');
    for (const struct job_input *input = inputs; input; input = input->next) {
        size_t shared = job_input_shared(before, input->path);
        if (input != inputs) {
            put_repeated(out, '}', before.count - shared - 1);
            buffer_put(out, TEXT(", "));
        }
        for (size_t i = shared; i < input->path.count; i++) {
            emit_json_string(out, input->path.steps[i].key);
            buffer_put(out, i + 1 < input->path.count ? TEXT(": {") : TEXT(": "));
        }
        put_type(out, input);
        before = input->path;
    }
    put_repeated(out, '}', before.count > 0 ? before.count : 1);
}

static void put_files(struct buffer *out, const struct job_config *configs)
{
    const char *separator = "\"files\": {";
    for (const struct job_config *config = configs; config; config = config->next) {
        if (config->is_run_config) {
            continue;
        }
        buffer_put(out, text_of(separator));
        emit_json_string(out, job_config_label(out->arena, config));
        buffer_put(out, TEXT(": "));
        put_listing(out, config->inputs);
        separator = ", ";
    }
    buffer_put(out, separator[0] == ',' ? TEXT("}") : TEXT(""));
}

static void put_run_config(struct buffer *out, const struct job_config *configs)
{
    for (const struct job_config *config = configs; config; config = config->next) {
        if (config->is_run_config) {
            buffer_put(out, config == configs ? TEXT("\"run_config\": ") : TEXT(", \"run_config\": "));
            put_listing(out, config->inputs);
        }
    }
}

void describe_as_json(struct buffer *out, const struct job_config *configs)
{
    if (!configs->next) {
        put_listing(out, configs->inputs);
    } else {
        buffer_byte(out, '{');
        put_files(out, configs);
        put_run_config(out, configs);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '\n');
}
