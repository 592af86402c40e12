/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/choices.h"

struct sweep_setting *choices_add(struct choices *choices, size_t count, double weight)
{
    struct sweep_setting *settings = arena_array(choices->arena, struct sweep_setting, count);
    arena_grow(choices->arena, choices->list, choices->count, &choices->capacity);
    choices->list[choices->count++] = (struct sweep_choice){settings, count, weight};
    return settings;
}

void choices_give(const struct choices *choices, struct sweep_axis *axis)
{
    axis->choices = choices->list;
    axis->count = choices->count;
}
