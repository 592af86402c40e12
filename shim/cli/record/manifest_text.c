/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/record/manifest_text.h"

#include "core/tree/emit.h"

#define LINE_MAX_WIDTH 100
#define INDENT         2

/* Names of types, null included, need no quotes. */
static void put_flow(struct buffer *out, const struct node *types)
{
    if (types->kind != NODE_MAP) {
        buffer_put(out, types->text);
        return;
    }
    buffer_byte(out, '{');
    for (const struct node *child = types->first; child; child = child->next) {
        emit_comma(out);
        emit_yaml_key(out, child->key->text);
        buffer_put(out, TEXT(": "));
        put_flow(out, child);
    }
    buffer_byte(out, '}');
}

static void put_key(struct buffer *out, size_t indent, struct text key)
{
    buffer_repeat(out, ' ', indent);
    emit_yaml_key(out, key);
    buffer_byte(out, ':');
}

/* "key: value", on one line if it fits. */
static void put_types(struct buffer *out, size_t indent, struct text key, const struct node *types)
{
    struct buffer flow = {.arena = out->arena};
    size_t start = out->length;
    put_key(out, indent, key);
    put_flow(&flow, types);
    if (out->length - start + 1 + flow.length <= LINE_MAX_WIDTH || types->kind != NODE_MAP || types->count == 0) {
        buffer_format(out, " %.*s\n", TEXT_ARGS(buffer_text(&flow)));
        return;
    }
    buffer_byte(out, '\n');
    for (const struct node *child = types->first; child; child = child->next) {
        put_types(out, indent + INDENT, child->key->text, child);
    }
}

void manifest_put_file(struct buffer *out, size_t indent, const struct recorded_file *file)
{
    put_key(out, indent, file->name);
    if (!file->types) {
        buffer_put(out, TEXT(" {}\n"));
        return;
    }
    buffer_byte(out, '\n');
    put_types(out, indent + INDENT, TEXT("types"), file->types);
}

/* {"config.yaml": {"types": …}, …} */
static void put_json(struct buffer *out, const struct recorded_file *files)
{
    buffer_byte(out, '{');
    for (const struct recorded_file *file = files; file; file = file->next) {
        emit_comma(out);
        emit_json_string(out, file->name);
        buffer_put(out, TEXT(": {"));
        if (file->types) {
            buffer_put(out, TEXT("\"types\": "));
            emit_json(out, file->types);
        }
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

struct text manifest_new(struct arena *arena, const struct recorded_file *files, enum format format)
{
    struct buffer out = {.arena = arena};
    if (format == FORMAT_JSON) {
        buffer_put(&out, TEXT("{\"files\": "));
        put_json(&out, files);
        buffer_put(&out, TEXT("}\n"));
        return buffer_text(&out);
    }
    buffer_put(&out,
               TEXT("# What a launcher may change in this job. inlay record wrote it; edit it freely.\nfiles:\n"));
    for (const struct recorded_file *file = files; file; file = file->next) {
        manifest_put_file(&out, INDENT, file);
    }
    return buffer_text(&out);
}
