/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/cell_launch.h"
#include "shim/serve/offered_path.h"

#include "core/base/path.h"

void cell_launch_said(struct launch_inputs *launch, struct arena *arena, const struct plan *plan,
                      const struct sweep_cell *cell, const struct cell_names *names)
{
    inputs_said(launch, arena, plan->common);
    sweep_cell_apply(&launch->overrides, cell, names, &launch->diagnostics);
}

void cell_launch_read(struct launch_inputs *launch, struct arena *arena, const struct plan *plan,
                      const struct sweep_cell *cell, const struct cell_names *names, char *const *environment)
{
    inputs_gather(launch, arena, plan->common, environment, &plan->base);
    sweep_cell_apply(&launch->overrides, cell, names, &launch->diagnostics);
    inputs_admit(launch, plan->common, environment);
}

struct one {
    struct arena arena;
    void (*work)(void *context, struct arena *arena, size_t index);
    void *context;
    size_t index;
};

static void do_one(void *context)
{
    struct one *one = context;
    one->work(one->context, &one->arena, one->index);
}

void cell_launch_each(const struct plan *plan, size_t count,
                      void (*work)(void *context, struct arena *arena, size_t index), void *context)
{
    struct one one = {.work = work, .context = context};
    for (one.index = 0; one.index < count; one.index++) {
        arena_init(&one.arena, 0);
        const bool has_memory = arena_run(&one.arena, do_one, &one);
        arena_release(&one.arena);
        if (!has_memory) {
            arena_exhausted(plan->arena);
        }
    }
}

const struct plan_base *cell_launch_base(struct arena *arena, const struct plan *plan, const struct override_file *file)
{
    const struct text full = path_full(arena, plan->base.overrides.root, file->path);
    const struct text path = offered_path(arena, plan->base.manifest, full);
    const struct plan_base *base = plan->bases;
    while (base && !text_equal(text_of(base->path), path)) {
        base = base->next;
    }
    return base;
}
