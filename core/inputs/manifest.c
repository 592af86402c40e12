/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest.h"
#include "core/base/path.h"

static struct manifest_file **bucket_of(const struct manifest *manifest, struct text path)
{
    return &manifest->buckets[text_hash(path) & (manifest->bucket_count - 1)];
}

const struct manifest_file *manifest_find(const struct manifest *manifest, struct text path)
{
    const struct manifest_file *file = manifest->bucket_count ? *bucket_of(manifest, path) : NULL;
    while (file && !text_equal(file->path, path)) {
        file = file->next_in_bucket;
    }
    return file;
}

void manifest_enter(struct manifest *manifest, struct manifest_file *file)
{
    struct manifest_file **bucket = bucket_of(manifest, file->path);
    file->next_in_bucket = *bucket;
    *bucket = file;
}

void manifest_call_files(struct arena *arena, struct manifest *manifest, struct text directory)
{
    for (struct manifest_file *file = manifest->files; file; file = file->next) {
        file->name = path_behind(arena, directory, text_of(file->name));
    }
    if (manifest->run_config_file) {
        manifest->run_config_file->name = path_behind(arena, directory, text_of(manifest->run_config_file->name));
    }
}
