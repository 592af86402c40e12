/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest_write.h"
#include "core/tree/emit.h"

static void put_prefixes(struct buffer *out, const char *name, const struct prefix *first)
{
    if (!first) {
        return;
    }
    emit_comma(out);
    buffer_format(out, "\"%s\": [", name);
    for (const struct prefix *prefix = first; prefix; prefix = prefix->next) {
        emit_comma(out);
        emit_json_string(out, prefix->written);
    }
    buffer_byte(out, ']');
}

static void put_secrets(struct buffer *out, const struct offer *offer)
{
    if (offer->secret_count == 0) {
        return;
    }
    emit_comma(out);
    buffer_put(out, TEXT("\"secrets\": ["));
    for (size_t i = 0; i < offer->secret_count; i++) {
        emit_comma(out);
        emit_json_string(out, keypath_text(out->arena, offer->secrets[i]));
    }
    buffer_byte(out, ']');
}

static void put_file(struct buffer *out, const struct manifest_file *file)
{
    emit_comma(out);
    emit_json_string(out, file->path);
    buffer_put(out, TEXT(": {"));
    put_prefixes(out, "include", file->offer.selection.include.first);
    put_prefixes(out, "exclude", file->offer.selection.exclude.first);
    put_secrets(out, &file->offer);
    buffer_byte(out, '}');
}

static void put_run_config(struct buffer *out, const struct manifest *manifest)
{
    buffer_put(out, TEXT(", \"run_config\": {"));
    put_prefixes(out, "include", manifest->run_config.selection.include.first);
    put_prefixes(out, "exclude", manifest->run_config.selection.exclude.first);
    put_secrets(out, &manifest->run_config);
    if (manifest->run_config_file) {
        emit_comma(out);
        buffer_put(out, TEXT("\"file\": "));
        emit_json_string(out, manifest->run_config_file->path);
    }
    buffer_byte(out, '}');
}

/* Binds of one key stand together. */
static void put_binds(struct buffer *out, const struct bind *bind, bool has_variables)
{
    const struct bind *before = NULL;
    buffer_put(out, TEXT(", \"bind\": {"));
    for (; bind; bind = bind->next) {
        if (bind->source == BIND_ENVIRONMENT && !has_variables) {
            continue;
        }
        bool another = before && text_equal(before->written, bind->written);
        buffer_put(out, !before ? TEXT("") : another ? TEXT(", ") : TEXT("], "));
        if (!another) {
            emit_json_string(out, bind->written);
            buffer_put(out, TEXT(": ["));
        }
        emit_json_string(out, target_with_path(out->arena, bind->target, bind->file->path));
        before = bind;
    }
    buffer_put(out, before ? TEXT("]}") : TEXT("}"));
}

static void put_manifest(struct buffer *out, const struct manifest *manifest, bool has_variables)
{
    buffer_put(out, TEXT("{\"files\": {"));
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        put_file(out, file);
    }
    buffer_byte(out, '}');
    if (manifest->offers_run_config) {
        put_run_config(out, manifest);
    }
    put_binds(out, manifest->binds, has_variables);
    buffer_byte(out, '}');
}

void manifest_write(const struct manifest *manifest, struct buffer *out)
{
    put_manifest(out, manifest, false);
}

void manifest_write_elsewhere(const struct manifest *manifest, struct buffer *out)
{
    put_manifest(out, manifest, true);
}
