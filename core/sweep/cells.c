/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/cells.h"
#include "core/sweep/dimension.h"
#include "core/sweep/exclusions.h"
#include "core/sweep/grid_check.h"
#include "core/sweep/key_order.h"

/* Combinations of a grid that are looked at, however many of them are left out. */
#define COMBINATIONS_MAX 10000000

struct maker {
    struct sweep *sweep;
    struct sweep_cells *cells;
    struct diagnostics *diagnostics;
    size_t limit, capacity;
    struct setting_reader reader;
    struct chosen_settings chosen;
    struct key_order order;
    struct intern known; /* keys and values of the cells */
    uint32_t *numbers;   /* of one cell: as intern has them */
    struct exclusions *exclusions, *first_exclusions;
    /* Of the grid at hand. */
    const struct sweep_grid *grid;
    struct dimension *dimensions; /* of its axes */
    size_t dimension_count;
    struct dimension repeat;
    size_t looked_at, taken;
};

static bool refuse_too_many(struct maker *maker)
{
    diagnose(maker->diagnostics, SEVERITY_ERROR, maker->grid->place, "more than %zu cells", maker->limit);
    return false;
}

/* Whether no cell before has all of these values. */
static bool is_new(struct maker *maker, size_t *settings)
{
    size_t count = 0;
    for (uint32_t key = 0; key < maker->sweep->key_count; key++) {
        if (maker->chosen.resolved[key]) {
            maker->numbers[count++] = key;
            maker->numbers[count++] = maker->chosen.resolved[key]->strict;
        }
    }
    *settings = count / 2;
    bool found_new;
    const struct text numbers = {(const char *)maker->numbers, count * sizeof *maker->numbers};
    intern_number(&maker->known, numbers, &found_new);
    return found_new;
}

static void add_cell(struct maker *maker, size_t count)
{
    struct sweep_setting *settings = arena_array(maker->sweep->arena, struct sweep_setting, count);
    size_t at = 0;
    for (uint32_t key = 0; key < maker->sweep->key_count; key++) {
        if (maker->chosen.resolved[key]) {
            settings[at].key = maker->chosen.own[key]->setting->key;
            settings[at++].value = maker->chosen.resolved[key]->setting->value;
        }
    }
    const struct sweep_key *repeat = maker->grid->repeat ? maker->grid->repeat->key : NULL;
    arena_grow(maker->sweep->arena, maker->cells->list, maker->cells->count, &maker->capacity);
    maker->cells->list[maker->cells->count++] = (struct sweep_cell){settings, count, repeat};
    maker->taken++;
}

/* Makes a cell of what is chosen, unless it is left out. */
static bool take(struct maker *maker)
{
    size_t settings;
    if (++maker->looked_at > COMBINATIONS_MAX) {
        diagnose(maker->diagnostics, SEVERITY_ERROR, maker->grid->place,
                 "after %d combinations there are more to look at (say fewer values: the others are left out)",
                 COMBINATIONS_MAX);
        return false;
    }
    if (!key_order_check(&maker->order, &maker->chosen, maker->diagnostics) ||
        !chosen_settings_resolve(&maker->chosen, maker->diagnostics)) {
        return false;
    }
    if (exclusions_hold(maker->exclusions, &maker->chosen)) {
        maker->cells->excluded++;
    } else if (!is_new(maker, &settings)) {
        maker->cells->equal++;
    } else if (maker->cells->count == maker->limit) {
        return refuse_too_many(maker);
    } else {
        add_cell(maker, settings);
    }
    return true;
}

/* Chooses combination number index of the axes: the last one varies fastest. */
static void choose(struct maker *maker, size_t index)
{
    for (size_t i = maker->dimension_count; i-- > 0;) {
        const size_t count = maker->dimensions[i].axis->count;
        chosen_settings_add(&maker->chosen, &maker->dimensions[i].choices[index % count]);
        index /= count;
    }
}

static bool draw(struct maker *maker)
{
    bool right = true;
    for (size_t i = 0; i < maker->dimension_count && right; i++) {
        struct read_settings drawn;
        right = dimension_draw(&maker->dimensions[i], &maker->reader, &drawn);
        chosen_settings_add(&maker->chosen, &drawn);
    }
    return right;
}

static bool read_grid(struct maker *maker)
{
    struct arena *arena = maker->sweep->arena;
    const struct sweep_grid *grid = maker->grid;
    maker->exclusions->next = maker->first_exclusions;
    maker->first_exclusions = maker->exclusions;
    maker->reader.is_strict = !grid->exclusions;
    bool right = exclusions_read(maker->exclusions, grid, &maker->reader);
    size_t capacity = 0;
    for (const struct sweep_axis *axis = grid->axes; axis; axis = axis->next) {
        arena_grow(arena, maker->dimensions, maker->dimension_count, &capacity);
        right &= dimension_read(&maker->dimensions[maker->dimension_count++], axis, grid->seed, &maker->reader);
    }
    return right && (!grid->repeat || dimension_read(&maker->repeat, grid->repeat, grid->seed, &maker->reader));
}

/* Refuses what is too much before it is made: of what exclusions leave, nobody knows yet how much it is. */
static bool check_size(struct maker *maker, size_t *combinations)
{
    const struct sweep_grid *grid = maker->grid;
    const size_t left = maker->limit - maker->cells->count;
    size_t cells;
    if (!grid_combinations(grid, combinations)) {
        *combinations = SIZE_MAX;
    }
    if (__builtin_mul_overflow(*combinations, grid->repeat ? grid->repeat->count : 1, &cells)) {
        cells = SIZE_MAX;
    }
    if (grid->exclusions || cells <= left || (grid->cap > 0 && grid->cap <= left)) {
        return true;
    }
    if (cells == SIZE_MAX) {
        return refuse_too_many(maker);
    }
    diagnose(maker->diagnostics, SEVERITY_ERROR, grid->place, "%zu cells are too many (%zu can be made)", cells, left);
    return false;
}

static bool is_full(const struct maker *maker)
{
    return maker->grid->cap > 0 && maker->taken == maker->grid->cap;
}

/* Takes what is chosen of the axes, with each repeat. */
static bool take_repeats(struct maker *maker)
{
    if (!maker->grid->repeat) {
        return take(maker);
    }
    bool right = true;
    for (size_t i = 0; i < maker->grid->repeat->count && right && !is_full(maker); i++) {
        chosen_settings_add(&maker->chosen, &maker->repeat.choices[i]);
        right = take(maker);
    }
    return right;
}

static bool make_cells(struct maker *maker, size_t combinations)
{
    bool right = true;
    for (size_t i = 0; i < combinations && right && !is_full(maker); i++) {
        chosen_settings_clear(&maker->chosen);
        if (maker->grid->random > 0) {
            right = draw(maker);
        } else {
            choose(maker, i);
        }
        right = right && take_repeats(maker);
    }
    return right;
}

static bool make_grid(struct maker *maker, const struct sweep_grid *grid)
{
    size_t combinations;
    maker->grid = grid;
    maker->dimensions = NULL;
    maker->dimension_count = maker->looked_at = maker->taken = 0;
    maker->exclusions = arena_new(maker->sweep->arena, struct exclusions);
    return grid_check(maker->sweep, grid, maker->diagnostics) && check_size(maker, &combinations) && read_grid(maker) &&
           make_cells(maker, combinations);
}

bool sweep_cells_make(struct sweep *sweep, size_t limit, struct sweep_cells *cells, struct diagnostics *diagnostics)
{
    struct arena *arena = sweep->arena;
    struct maker maker = {
        .sweep = sweep,
        .cells = cells,
        .diagnostics = diagnostics,
        .limit = limit,
        .reader = {.arena = arena, .diagnostics = diagnostics, .numbers = {.arena = arena}, .text = {.arena = arena}},
        .chosen = chosen_settings_new(sweep),
        .order = key_order_of(sweep),
        .known = {.arena = arena},
        .numbers = arena_array(arena, uint32_t, 2 * (size_t)sweep->key_count),
    };
    *cells = (struct sweep_cells){0};
    bool right = true;
    for (const struct sweep_grid *grid = sweep->grids; grid && right; grid = grid->next) {
        right = make_grid(&maker, grid);
    }
    if (right) {
        exclusions_note_unused(maker.first_exclusions, diagnostics);
    }
    return right;
}
