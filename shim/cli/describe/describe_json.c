/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/describe/describe_formats.h"

#include "core/tree/emit.h"

static void put_type(struct buffer *out, const struct job_input *input)
{
    buffer_format(out, "\"%s\"", value_type_name(input->type));
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
            buffer_repeat(out, '}', before.count - shared - 1);
            buffer_put(out, TEXT(", "));
        }
        for (size_t i = shared; i < input->path.count; i++) {
            emit_json_string(out, input->path.steps[i].key);
            buffer_put(out, i + 1 < input->path.count ? TEXT(": {") : TEXT(": "));
        }
        put_type(out, input);
        before = input->path;
    }
    buffer_repeat(out, '}', before.count > 0 ? before.count : 1);
}

static void put_files(struct buffer *out, const struct job_config *configs)
{
    if (configs->is_run_config) { /* it comes last */
        return;
    }
    buffer_put(out, TEXT("\"files\": {"));
    for (const struct job_config *config = configs; config && !config->is_run_config; config = config->next) {
        emit_comma(out);
        emit_json_string(out, job_config_label(out->arena, config));
        buffer_put(out, TEXT(": "));
        put_listing(out, config->inputs);
    }
    buffer_byte(out, '}');
}

static void put_run_config(struct buffer *out, const struct job_config *configs)
{
    for (const struct job_config *config = configs; config; config = config->next) {
        if (config->is_run_config) {
            emit_comma(out);
            buffer_put(out, TEXT("\"run_config\": "));
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
