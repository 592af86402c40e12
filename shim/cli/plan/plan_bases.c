/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/plan_bases.h"
#include "shim/cli/plan/cell_launch.h"

#include "core/base/path.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Cells that set the same keys have the same files. */
struct key_set {
    struct key_set *next;
    const struct sweep_cell *cell;
};

static bool same_keys(const struct sweep_cell *a, const struct sweep_cell *b)
{
    size_t i = 0;
    while (i < a->count && i < b->count && a->settings[i].key == b->settings[i].key) {
        i++;
    }
    return i == a->count && i == b->count;
}

/* The first cell of each set of keys. */
static struct key_set *key_sets(const struct plan *plan)
{
    struct key_set *sets = NULL;
    for (size_t i = 0; i < plan->cells.count; i++) {
        const struct sweep_cell *cell = plan->list[i].cell;
        const struct key_set *known = sets;
        while (known && !same_keys(known->cell, cell)) {
            known = known->next;
        }
        if (!known) {
            struct key_set *set = arena_new(plan->arena, struct key_set);
            *set = (struct key_set){.next = sets, .cell = cell};
            sets = set;
        }
    }
    return sets;
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

static void read_base(struct plan *plan, const struct sweep_cell *cell, const struct override_file *file)
{
    struct arena *arena = plan->arena;
    struct file_content content = {0};
    struct plan_base base = {
        .name = text_string(arena, path_below(plan->base.overrides.root, file->path)),
        .path = text_string(arena, file->path),
        .has_secrets = file->policy->secret_count > 0,
        .is_bound = !is_said(arena, plan, cell, file),
    };
    const char *wrong = file_read(arena, base.path, FILES_REGULAR, &content);
    base.is_absent =
        wrong && errno == ENOENT; /* without --allow-missing plan_check() refuses it, unless there is a copy */
    base.content = content.bytes;
    if (!wrong) {
        sha256_hex(content.bytes, base.digest);
    }
    if (!wrong || base.is_absent) {
        add_base(plan, &base);
    }
}

void plan_bases_read(struct plan *plan)
{
    for (const struct key_set *set = key_sets(plan); set; set = set->next) {
        struct launch_inputs launch;
        cell_launch_read(&launch, plan->arena, plan, set->cell, &(struct cell_names){0}, environ);
        for (const struct override_file *file = launch.overrides.files; file; file = file->next) {
            const bool counts = override_file_is_needed(file) && !file->policy->optional;
            if (counts && !cell_launch_base(plan->arena, plan, file)) {
                read_base(plan, set->cell, file);
            }
        }
    }
}
