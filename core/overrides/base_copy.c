/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/base_copy.h"
#include "core/overrides/target.h"

bool base_copy_require(struct override_file *file, struct place place, struct text path,
                       struct diagnostics *diagnostics)
{
    const char *problem = target_path_refusal(path);
    problem = problem || text_starts(path, TEXT("/")) ? problem : "a copy's path is absolute";
    if (problem) {
        diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(path), problem);
        return false;
    }
    if (file->copy.path.length > 0 && !text_equal(file->copy.path, path) && !file->base.required) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "%s is read from another copy already, %.*s (give one, or a digest that both have)", file->name,
                 TEXT_ARGS(file->copy.path));
        return false;
    }
    file->copy = (struct base_copy){.path = path, .place = place};
    return true;
}

const struct node *base_copies_of(struct arena *arena, const struct overrides *overrides)
{
    struct node *copies = NULL;
    for (const struct override_file *file = overrides->files; file; file = file->next) {
        if (file->copy.path.length > 0) {
            struct node *copy = node_synthetic(arena, NODE_STRING, file->copy.path);
            copies = copies ? copies : node_synthetic(arena, NODE_MAP, TEXT(""));
            copy->key = node_synthetic(arena, NODE_STRING, file->path);
            node_append(copies, copy);
        }
    }
    return copies;
}
