/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/grid_check.h"

struct checker {
    const struct sweep_axis **owners;   /* by key: the axis that sets it; NULL: none so far */
    const struct sweep_choice **latest; /* by key: the latest choice that sets it */
    struct diagnostics *diagnostics;
};

static bool refuse(const struct checker *checker, struct place place, const struct sweep_key *key, const char *problem)
{
    diagnose(checker->diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(key->name), problem);
    return false;
}

static bool own(struct checker *checker, const struct sweep_axis *axis, const struct sweep_key *key)
{
    const struct sweep_axis **owner = &checker->owners[key->index];
    if (*owner && *owner != axis) {
        return refuse(checker, axis->place, key, "its values are said twice (say them once, with commas between them)");
    }
    *owner = axis;
    return true;
}

static bool check_choice(struct checker *checker, const struct sweep_axis *axis, const struct sweep_choice *choice)
{
    bool right = true;
    for (size_t i = 0; i < choice->count && right; i++) {
        const struct sweep_key *key = choice->settings[i].key;
        right = own(checker, axis, key);
        if (right && checker->latest[key->index] == choice) {
            right = refuse(checker, choice->settings[i].value.place, key, "one choice sets it twice");
        }
        checker->latest[key->index] = choice;
    }
    return right;
}

static bool check_keys(struct checker *checker, const struct sweep_axis *axis)
{
    bool right = axis->count > 0 || own(checker, axis, axis->key);
    for (size_t i = 0; i < axis->count && right; i++) {
        right = check_choice(checker, axis, &axis->choices[i]);
    }
    return right;
}

static bool check_draws(const struct checker *checker, const struct sweep_axis *axis)
{
    const struct sweep_key *key = axis->count > 0 ? axis->choices[0].settings[0].key : axis->key;
    return (!axis->is_drawn && axis->count > 0) ||
           refuse(checker, axis->place, key, "its values are drawn (say how many by --random N)");
}

bool grid_check(const struct sweep *sweep, const struct sweep_grid *grid, struct diagnostics *diagnostics)
{
    struct checker checker = {
        .owners = arena_array(sweep->arena, const struct sweep_axis *, sweep->key_count),
        .latest = arena_array(sweep->arena, const struct sweep_choice *, sweep->key_count),
        .diagnostics = diagnostics,
    };
    bool right = true;
    if (grid->is_random && grid->random == 0) {
        diagnose(diagnostics, SEVERITY_ERROR, grid->place,
                 "how many cells to draw is not said (--random N, random: in a sweep file, run_cap in W&B's)");
        right = false;
    }
    for (const struct sweep_axis *axis = grid->axes; axis; axis = axis->next) {
        right &= check_keys(&checker, axis);
        right &= grid->is_random || grid->random > 0 || check_draws(&checker, axis);
    }
    if (grid->repeat) {
        right &= check_keys(&checker, grid->repeat);
    }
    return right;
}

bool grid_combinations(const struct sweep_grid *grid, size_t *count)
{
    *count = grid->random > 0 ? grid->random : 1;
    bool fits = true;
    for (const struct sweep_axis *axis = grid->axes; axis && grid->random == 0 && fits; axis = axis->next) {
        fits = !__builtin_mul_overflow(*count, axis->count, count);
    }
    return fits;
}
