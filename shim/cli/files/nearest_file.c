/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/files/nearest_file.h"
#include "core/base/nearest.h"
#include "core/base/path.h"

#include <dirent.h>

struct text nearest_file(struct arena *arena, const char *path)
{
    const char *parent = text_string(arena, path_parent(path));
    struct text *names = NULL, nearest;
    size_t count = 0, capacity = 0;
    DIR *directory = opendir(*parent == '\0' ? "." : parent);
    for (const struct dirent *entry; directory && (entry = readdir(directory));) {
        arena_grow(arena, names, count, &capacity);
        names[count++] = text_copy(arena, text_of(entry->d_name));
    }
    nearest = nearest_name(path_name(path), names, count);
    if (directory) {
        closedir(directory);
    }
    return nearest;
}
