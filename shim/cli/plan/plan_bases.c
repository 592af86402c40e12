/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/plan_bases.h"
#include "shim/cli/plan/cell_launch.h"

#include "core/base/path.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Cells that set the same keys have the same files: the first cell of each set of keys. */
struct key_sets {
    struct plan *plan;
    const struct sweep_cell **list;
    size_t count, capacity;
};

static bool same_keys(const struct sweep_cell *a, const struct sweep_cell *b)
{
    size_t i = 0;
    while (i < a->count && i < b->count && a->settings[i].key == b->settings[i].key) {
        i++;
    }
    return i == a->count && i == b->count;
}

static void find_key_sets(struct key_sets *sets)
{
    const struct plan *plan = sets->plan;
    for (size_t i = 0; i < plan->cells.count; i++) {
        size_t known = sets->count;
        while (known > 0 && !same_keys(sets->list[known - 1], plan->list[i].cell)) {
            known--;
        }
        if (known == 0) {
            arena_grow(plan->arena, sets->list, sets->count, &sets->capacity);
            sets->list[sets->count++] = plan->list[i].cell;
        }
    }
}

/* Whether a document of the plan calls it by a path of its own. */
static bool is_said(struct arena *arena, const struct plan *plan, const struct sweep_cell *cell,
                    const struct override_file *file)
{
    struct launch_inputs said;
    cell_launch_said(&said, arena, plan, cell, &(struct cell_names){0});
    for (const struct override_file *other = said.overrides.files; other; other = other->next) {
        const struct plan_base probe = {.path = text_string(arena, file->path)};
        struct plan alone = {.arena = arena, .bases = (struct plan_base *)&probe, .base = plan->base};
        if (cell_launch_base(arena, &alone, other)) {
            return true;
        }
    }
    return false;
}

static void add_base(struct plan *plan, const struct plan_base *base)
{
    struct plan_base *added = arena_new(plan->arena, struct plan_base);
    *added = *base;
    if (plan->bases_last) {
        plan->bases_last->next = added;
    } else {
        plan->bases = added;
    }
    plan->bases_last = added;
}

static void read_base(struct arena *scratch, struct plan *plan, const struct sweep_cell *cell,
                      const struct override_file *file)
{
    struct arena *arena = plan->arena;
    struct file_content content = {0};
    struct plan_base base = {
        .name = text_string(arena, path_below(plan->base.overrides.root, file->path)),
        .path = text_string(arena, file->path),
        .has_secrets = file->policy->secret_count > 0,
        .is_bound = !is_said(scratch, plan, cell, file),
    };
    const bool has_copy = file->copy.path.length > 0; /* of a launch around this one, or said by -o */
    const char *from = has_copy ? text_string(arena, file->copy.path) : base.path;
    const char *wrong = file_read(arena, from, FILES_REGULAR, &content);
    /* Without --allow-missing plan_check() refuses it, unless there is a copy. */
    base.is_absent = wrong && errno == ENOENT && !has_copy;
    base.content = content.bytes;
    if (!wrong) {
        sha256_hex(content.bytes, base.digest);
    }
    if (!wrong || base.is_absent) {
        add_base(plan, &base);
    }
}

static void read_files(void *context, struct arena *arena, size_t index)
{
    const struct key_sets *sets = context;
    struct launch_inputs launch;
    cell_launch_read(&launch, arena, sets->plan, sets->list[index], &(struct cell_names){0}, environ);
    for (const struct override_file *file = launch.overrides.files; file; file = file->next) {
        const bool counts = override_file_is_needed(file) && !file->policy->optional;
        if (counts && !cell_launch_base(arena, sets->plan, file)) {
            read_base(arena, sets->plan, sets->list[index], file);
        }
    }
}

void plan_bases_read(struct plan *plan)
{
    struct key_sets sets = {.plan = plan};
    find_key_sets(&sets);
    cell_launch_each(plan, sets.count, read_files, &sets);
}
