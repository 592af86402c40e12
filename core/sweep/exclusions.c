/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/exclusions.h"

struct exclusion {
    struct read_settings conditions;
    struct place place;
    bool has_held;
};

bool exclusions_read(struct exclusions *exclusions, const struct sweep_grid *grid, struct setting_reader *reader)
{
    size_t capacity = 0;
    bool right = true;
    exclusions->is_sample = grid->random > 0 || grid->cap > 0;
    for (const struct sweep_exclusion *said = grid->exclusions; said; said = said->next) {
        arena_grow(reader->arena, exclusions->list, exclusions->count, &capacity);
        struct exclusion *exclusion = &exclusions->list[exclusions->count++];
        *exclusion = (struct exclusion){.place = said->settings[0].value.place};
        right &= settings_read(reader, said->settings, said->count, &exclusion->conditions);
    }
    return right;
}

static bool holds(const struct read_setting *condition, const struct chosen_settings *chosen)
{
    const struct sweep_key *other = condition->setting->value.same_as;
    const struct read_setting *own = chosen->resolved[condition->setting->key->index];
    const struct read_setting *others = other ? chosen->resolved[other->index] : condition;
    return own && others && own->loose == others->loose;
}

bool exclusions_hold(struct exclusions *exclusions, const struct chosen_settings *chosen)
{
    bool excluded = false;
    for (size_t i = 0; i < exclusions->count; i++) {
        struct exclusion *exclusion = &exclusions->list[i];
        size_t held = 0;
        while (held < exclusion->conditions.count && holds(&exclusion->conditions.list[held], chosen)) {
            held++;
        }
        if (held == exclusion->conditions.count) {
            exclusion->has_held = excluded = true;
        }
    }
    return excluded;
}

static bool is_same_place(struct place a, struct place b)
{
    return a.source == b.source && a.line == b.line && a.column == b.column;
}

/* One that is said once for several grids has to leave something out in one of them. */
static bool has_held_at(const struct exclusions *first, struct place place)
{
    for (const struct exclusions *exclusions = first; exclusions; exclusions = exclusions->next) {
        for (size_t i = 0; i < exclusions->count; i++) {
            const struct exclusion *exclusion = &exclusions->list[i];
            if ((exclusion->has_held || exclusions->is_sample) && is_same_place(exclusion->place, place)) {
                return true;
            }
        }
    }
    return false;
}

void exclusions_note_unused(const struct exclusions *first, struct diagnostics *diagnostics)
{
    for (const struct exclusions *exclusions = first; exclusions; exclusions = exclusions->next) {
        for (size_t i = 0; i < exclusions->count; i++) {
            const struct exclusion *exclusion = &exclusions->list[i];
            if (!has_held_at(first, exclusion->place)) {
                diagnose(diagnostics, SEVERITY_NOTE, exclusion->place, "nothing is excluded by this");
            }
        }
    }
}
