/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/serve/offered_path.h"
#include "core/base/path.h"
#include "shim/serve/kernel.h"

#include <sys/stat.h>

static bool stat_directory(struct arena *arena, const char *path, struct stat *status)
{
    return kernel_fstatat(AT_FDCWD, text_string(arena, path_parent(path)), status, 0) == 0;
}

struct text offered_path(struct arena *arena, const struct manifest *manifest, struct text path)
{
    const char *wanted = text_string(arena, path);
    struct stat directory, other;
    if (!manifest || manifest_find(manifest, path) || !stat_directory(arena, wanted, &directory)) {
        return path;
    }
    for (const struct manifest_file *file = manifest->files; file; file = file->next) {
        const char *offered = text_string(arena, file->path);
        if (text_equal(path_name(offered), path_name(wanted)) && stat_directory(arena, offered, &other) &&
            kernel_same_file(&directory, &other)) {
            return file->path;
        }
    }
    return path;
}

void offered_path_of_all(struct overrides *overrides, const struct manifest *manifest)
{
    for (struct override_file *file = overrides->files, *next; file; file = next) {
        next = file->next;
        struct text path = offered_path(overrides->arena, manifest, file->path);
        if (!text_equal(path, file->path)) {
            overrides_move_file(overrides, file, path);
        }
    }
}
