/* SPDX-License-Identifier: Apache-2.0 */
#include "core/inputs/manifest.h"

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
