/* SPDX-License-Identifier: Apache-2.0 */
#include "shim/cli/plan/cell_launch.h"

#include "core/overrides/overrides_said.h"

static void require_digest(struct override_file *file, const struct plan_base *base)
{
    if (base && !base->is_absent && !base->has_secrets && !file->base.required) {
        file->base = (struct base){.sha256 = text_of(base->digest), .required = true};
    }
}

struct text plan_document(struct arena *arena, const struct plan *plan, size_t index, uint32_t number, const char *dir)
{
    struct launch_inputs said;
    struct buffer out = {.arena = arena};
    cell_launch_said(&said, arena, plan, plan->list[index].cell, &(struct cell_names){number, dir});
    for (struct override_file *file = said.overrides.files; file; file = file->next) {
        require_digest(file, cell_launch_base(arena, plan, file));
    }
    for (const struct plan_base *base = plan->bases; base; base = base->next) {
        if (base->is_bound) {
            require_digest(overrides_file(&said.overrides, text_of(base->name), (struct place){0}), base);
        }
    }
    overrides_write_said(&said.overrides, &out);
    return buffer_text(&out);
}
