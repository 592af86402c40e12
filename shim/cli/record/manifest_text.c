/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/manifest_text.h"

#include "core/tree/emit.h"

#define LINE_MAX_WIDTH 100
#define INDENT         2

static void put_key(struct buffer *out, const struct node *key)
{
    emit_yaml_key(out, key->text);
}

/* Strings are as plain as keys may be. */
static void put_flow(struct buffer *out, const struct node *value)
{
    if (value->kind == NODE_MAP || value->kind == NODE_LIST) {
        emit_collection(out, value, put_flow, put_key);
    } else if (value->kind == NODE_STRING) {
        emit_yaml_key(out, value->text);
    } else {
        emit_yaml(out, value, NULL);
    }
}

/* "key: value", on one line if it fits. */
static void put_member(struct buffer *out, size_t indent, struct text key, const struct node *value)
{
    struct buffer flow = {.arena = out->arena};
    size_t start = out->length;
    buffer_repeat(out, ' ', indent);
    emit_yaml_key(out, key);
    buffer_byte(out, ':');
    put_flow(&flow, value);
    if (out->length - start + 1 + flow.length <= LINE_MAX_WIDTH || value->kind != NODE_MAP || value->count == 0) {
        buffer_format(out, " %.*s\n", TEXT_ARGS(buffer_text(&flow)));
        return;
    }
    buffer_byte(out, '\n');
    for (const struct node *child = value->first; child; child = child->next) {
        put_member(out, indent + INDENT, child->key->text, child);
    }
}

void manifest_each_member(const struct recorded_offer *offer,
                          void (*each)(void *context, struct text key, const struct node *value), void *context)
{
    const struct {
        struct text key;
        const struct node *value;
    } members[] = {
        {TEXT("include"), offer->include},
        {TEXT("exclude"), offer->exclude},
        {TEXT("schema"), offer->schema},
        {TEXT("types"), offer->types},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (members[i].value) {
            each(context, members[i].key, members[i].value);
        }
    }
}

struct block {
    struct buffer *out;
    size_t indent;
};

static void put_block_member(void *context, struct text key, const struct node *value)
{
    struct block *block = context;
    put_member(block->out, block->indent, key, value);
}

void manifest_put_input(struct buffer *out, size_t indent, const struct recorded_input *input)
{
    struct buffer members = {.arena = out->arena};
    manifest_each_member(&input->offer, put_block_member, &(struct block){&members, indent + INDENT});
    buffer_repeat(out, ' ', indent);
    emit_yaml_key(out, input->is_run_config ? TEXT("run_config") : input->name);
    buffer_format(out, members.length > 0 ? ":\n%.*s" : ": {}\n", TEXT_ARGS(buffer_text(&members)));
}

static void put_json_member(void *context, struct text key, const struct node *value)
{
    struct buffer *out = context;
    emit_comma(out);
    emit_json_string(out, key);
    buffer_put(out, TEXT(": "));
    emit_json(out, value);
}

static void put_json_input(struct buffer *out, struct text name, const struct recorded_input *input)
{
    emit_comma(out);
    emit_json_string(out, name);
    buffer_put(out, TEXT(": {"));
    manifest_each_member(&input->offer, put_json_member, out);
    buffer_byte(out, '}');
}

/* {"files": {"config.yaml": {"types": …}, …}, "run_config": …} */
static void put_json(struct buffer *out, const struct recorded_input *input)
{
    buffer_byte(out, '{');
    if (input && !input->is_run_config) {
        buffer_put(out, TEXT("\"files\": {"));
        for (; input && !input->is_run_config; input = input->next) {
            put_json_input(out, input->name, input);
        }
        buffer_byte(out, '}');
    }
    if (input) {
        put_json_input(out, TEXT("run_config"), input);
    }
    buffer_put(out, TEXT("}\n"));
}

struct text manifest_new(struct arena *arena, const struct recorded_input *inputs, enum format format)
{
    struct buffer out = {.arena = arena};
    if (format == FORMAT_JSON) {
        put_json(&out, inputs);
        return buffer_text(&out);
    }
    buffer_put(&out, TEXT("# What a launcher may change in this job. inlay record wrote it; edit it freely.\n"));
    buffer_put(&out, inputs && !inputs->is_run_config ? TEXT("files:\n") : TEXT(""));
    for (const struct recorded_input *input = inputs; input; input = input->next) {
        manifest_put_input(&out, input->is_run_config ? 0 : INDENT, input);
    }
    return buffer_text(&out);
}
