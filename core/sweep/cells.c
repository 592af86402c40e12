/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/cells.h"
#include "core/base/excerpt.h"
#include "core/overrides/run_config.h"
#include "core/overrides/target.h"
#include "core/sweep/intern.h"

#include <string.h>

/* Combinations that are looked at, however many of them exclusions leave out. */
#define COMBINATIONS_MAX 10000000

/* A setting whose value has been read. Equal values have the same number: strictly those that no reader tells apart, loosely
 * also 1 and 1.0. */
struct option {
    const struct sweep_setting *setting;
    uint32_t strict, loose;
};

struct options {
    const struct option *list;
    size_t count;
    double weights; /* of these and all before them */
};

/* An axis whose values have been read. */
struct dimension {
    const struct sweep_axis *axis;
    struct options *choices;
    struct draw_state stream;
    bool is_weighted;
};

/* One key is within the other, which is set behind it and so replaces it. */
struct replacement {
    const struct sweep_key *inner, *outer;
};

struct maker {
    struct sweep *sweep;
    struct sweep_cells *cells;
    struct diagnostics *diagnostics;
    size_t limit, capacity;
    struct intern values, known; /* texts of values; numbers of cells' values */
    struct replacement *replacements;
    size_t replacement_count;
    const struct sweep_axis **owners; /* by key */
    const struct sweep_choice **seen; /* by key, the last choice with it */
    const struct option **chosen;     /* by key; NULL: it is not set */
    struct option *resolved;          /* likewise, of what is set: no same_as */
    const struct sweep_grid *grid;
    struct dimension *dimensions; /* of the grid's axes, and behind them its repeat */
    size_t dimension_count;
    struct options *exclusions;
    size_t exclusion_count;
    size_t looked_at, taken; /* of the grid */
};

static bool refuse(struct maker *maker, struct place place, const struct sweep_key *key, const char *problem)
{
    diagnose(maker->diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(key->name), problem);
    return false;
}

static bool read_option(struct maker *maker, const struct sweep_setting *setting, struct option *option)
{
    static const struct cell_names no_names;
    struct arena *arena = maker->sweep->arena;
    struct node *node;
    struct text word;
    *option = (struct option){.setting = setting};
    if (setting->value.same_as) {
        return true;
    }
    if (!cell_value_read(arena, setting->key->name, &setting->value, &no_names, &node, &word, maker->diagnostics)) {
        return false;
    }
    struct buffer strict = {.arena = arena}, loose = {.arena = arena};
    cell_value_put(&strict, node, false);
    cell_value_put(&loose, node, true);
    option->strict = intern_number(&maker->values, buffer_text(&strict), NULL);
    option->loose = intern_number(&maker->values, buffer_text(&loose), NULL);
    return true;
}

static bool read_settings(struct maker *maker, const struct sweep_setting *settings, size_t count,
                          struct options *options)
{
    struct option *list = arena_array(maker->sweep->arena, struct option, count);
    bool right = true;
    for (size_t i = 0; i < count; i++) {
        right &= read_option(maker, &settings[i], &list[i]);
    }
    options->list = list;
    options->count = count;
    return right;
}

/* Keeps two axes from setting one key. */
static bool own_keys(struct maker *maker, const struct sweep_axis *axis, const struct sweep_choice *choice)
{
    bool right = true;
    for (size_t i = 0; i < choice->count; i++) {
        const struct sweep_key *key = choice->settings[i].key;
        const struct sweep_axis **owner = &maker->owners[key->index];
        if (*owner && *owner != axis) {
            right =
                refuse(maker, axis->place, key, "its values are said twice (say them once, with commas between them)");
        }
        if (maker->seen[key->index] == choice) {
            right = refuse(maker, choice->settings[i].value.place, key, "one choice sets it twice");
        }
        maker->seen[key->index] = choice;
        *owner = axis;
    }
    return right;
}

/* The least of the keys' identities, so that a choice draws the same however it is written. */
static struct text stream_name(const struct sweep_axis *axis)
{
    struct text name = axis->key ? axis->key->identity : TEXT("");
    for (size_t i = 0; i < axis->count; i++) {
        for (size_t j = 0; j < axis->choices[i].count; j++) {
            const struct text other = axis->choices[i].settings[j].key->identity;
            name = name.length == 0 || text_compare(other, name) < 0 ? other : name;
        }
    }
    return name;
}

static bool read_axis(struct maker *maker, const struct sweep_axis *axis, struct dimension *dimension)
{
    const struct sweep_setting drawn = {.key = axis->key};
    const struct sweep_choice draw = {.settings = &drawn, .count = 1};
    bool right = axis->count > 0 || own_keys(maker, axis, &draw);
    *dimension = (struct dimension){
        .axis = axis,
        .choices = arena_array(maker->sweep->arena, struct options, axis->count),
        .stream = draw_stream(maker->grid->seed, stream_name(axis)),
    };
    if (maker->grid->random == 0 && axis->is_drawn) {
        const struct sweep_key *key = axis->key ? axis->key : axis->choices[0].settings[0].key;
        return refuse(maker, axis->place, key, "its values are drawn (say how many by --random N)");
    }
    double weights = 0;
    for (size_t i = 0; i < axis->count; i++) {
        const struct sweep_choice *choice = &axis->choices[i];
        right &= own_keys(maker, axis, choice);
        right &= read_settings(maker, choice->settings, choice->count, &dimension->choices[i]);
        dimension->choices[i].weights = weights += choice->weight;
        dimension->is_weighted |= choice->weight != axis->choices[0].weight;
    }
    return right;
}

static bool read_grid(struct maker *maker)
{
    struct arena *arena = maker->sweep->arena;
    const struct sweep_grid *grid = maker->grid;
    size_t axes = grid->repeat != NULL, exclusions = 0;
    for (const struct sweep_axis *axis = grid->axes; axis; axis = axis->next) {
        axes++;
    }
    for (const struct sweep_exclusion *exclusion = grid->exclusions; exclusion; exclusion = exclusion->next) {
        exclusions++;
    }
    maker->owners = arena_array(arena, const struct sweep_axis *, maker->sweep->key_count);
    maker->seen = arena_array(arena, const struct sweep_choice *, maker->sweep->key_count);
    maker->dimensions = arena_array(arena, struct dimension, axes);
    maker->exclusions = arena_array(arena, struct options, exclusions);
    maker->dimension_count = maker->exclusion_count = maker->looked_at = maker->taken = 0;
    bool right = true;
    for (const struct sweep_axis *axis = grid->axes; axis; axis = axis->next) {
        right &= read_axis(maker, axis, &maker->dimensions[maker->dimension_count++]);
    }
    if (grid->repeat) {
        right &= read_axis(maker, grid->repeat, &maker->dimensions[maker->dimension_count++]);
    }
    for (const struct sweep_exclusion *exclusion = grid->exclusions; exclusion; exclusion = exclusion->next) {
        right &=
            read_settings(maker, exclusion->settings, exclusion->count, &maker->exclusions[maker->exclusion_count++]);
    }
    return right;
}

static void choose(struct maker *maker, const struct options *options)
{
    for (size_t i = 0; i < options->count; i++) {
        maker->chosen[options->list[i].setting->key->index] = &options->list[i];
    }
}

/* The chosen options take the places of those that repeat them. */
static bool resolve(struct maker *maker)
{
    for (uint32_t key = 0; key < maker->sweep->key_count; key++) {
        const struct option *own = maker->chosen[key], *source = own;
        uint32_t steps = 0;
        while (source && source->setting->value.same_as) {
            const struct sweep_key *other = source->setting->value.same_as;
            source = maker->chosen[other->index];
            if (!source) {
                return refuse(maker, own->setting->value.place, other, "a value repeats its value, and it has none");
            }
            if (steps++ > maker->sweep->key_count) {
                return refuse(maker, own->setting->value.place, other, "values repeat each other in a circle");
            }
        }
        if (source) {
            maker->resolved[key] = *source;
        }
    }
    return true;
}

static bool is_within(const struct sweep_key *key, const struct sweep_key *outer)
{
    const struct text rest = text_from(key->identity, outer->identity.length);
    return text_starts(key->identity, outer->identity) &&
           (text_starts(rest, TEXT(".")) || text_starts(rest, TEXT("[")));
}

static void find_replacements(struct maker *maker)
{
    size_t capacity = 0;
    for (const struct sweep_key *inner = maker->sweep->keys; inner; inner = inner->next) {
        for (const struct sweep_key *outer = inner->next; outer; outer = outer->next) {
            if (is_within(inner, outer)) {
                arena_grow(maker->sweep->arena, maker->replacements, maker->replacement_count, &capacity);
                maker->replacements[maker->replacement_count++] = (struct replacement){inner, outer};
            }
        }
    }
}

static bool check_replacements(struct maker *maker)
{
    for (size_t i = 0; i < maker->replacement_count; i++) {
        const struct sweep_key *inner = maker->replacements[i].inner, *outer = maker->replacements[i].outer;
        const struct option *replaced = maker->chosen[inner->index], *by = maker->chosen[outer->index];
        if (replaced && by) {
            diagnose(maker->diagnostics, SEVERITY_ERROR, by->setting->value.place,
                     "\"%.*s\" replaces \"%.*s\", which is set before it (name the outer one first)",
                     TEXT_ARGS(outer->name), TEXT_ARGS(inner->name));
            return false;
        }
    }
    return true;
}

static bool holds(const struct maker *maker, const struct option *condition)
{
    const uint32_t key = condition->setting->key->index;
    const struct sweep_key *other = condition->setting->value.same_as;
    if (!maker->chosen[key] || (other && !maker->chosen[other->index])) {
        return false;
    }
    return maker->resolved[key].loose == (other ? maker->resolved[other->index].loose : condition->loose);
}

static bool is_excluded(const struct maker *maker)
{
    for (size_t i = 0; i < maker->exclusion_count; i++) {
        const struct options *exclusion = &maker->exclusions[i];
        size_t held = 0;
        while (held < exclusion->count && holds(maker, &exclusion->list[held])) {
            held++;
        }
        if (held == exclusion->count) {
            return true;
        }
    }
    return false;
}

/* Whether no cell before has all of these values. */
static bool is_new(struct maker *maker, uint32_t *numbers, size_t *set)
{
    size_t count = 0;
    *set = 0;
    for (uint32_t key = 0; key < maker->sweep->key_count; key++) {
        if (maker->chosen[key]) {
            numbers[count++] = key;
            numbers[count++] = maker->resolved[key].strict;
            ++*set;
        }
    }
    bool found_new;
    intern_number(&maker->known, (struct text){(const char *)numbers, count * sizeof *numbers}, &found_new);
    return found_new;
}

static void add_cell(struct maker *maker, size_t count)
{
    struct sweep_setting *settings = arena_array(maker->sweep->arena, struct sweep_setting, count);
    size_t at = 0;
    for (uint32_t key = 0; key < maker->sweep->key_count; key++) {
        if (maker->chosen[key]) {
            settings[at].key = maker->chosen[key]->setting->key;
            settings[at++].value = maker->resolved[key].setting->value;
        }
    }
    arena_grow(maker->sweep->arena, maker->cells->list, maker->cells->count, &maker->capacity);
    maker->cells->list[maker->cells->count++] =
        (struct sweep_cell){settings, count, maker->grid->repeat ? maker->grid->repeat->key : NULL};
    maker->taken++;
}

/* What the chosen options say, as a cell, unless it is left out. */
static bool take(struct maker *maker, uint32_t *numbers)
{
    size_t count;
    if (++maker->looked_at > COMBINATIONS_MAX) {
        diagnose(maker->diagnostics, SEVERITY_ERROR, maker->grid->place,
                 "more than %d combinations, and few of them are left by what is excluded (say fewer values)",
                 COMBINATIONS_MAX);
        return false;
    }
    if (!check_replacements(maker) || !resolve(maker)) {
        return false;
    }
    if (is_excluded(maker)) {
        maker->cells->excluded++;
    } else if (!is_new(maker, numbers, &count)) {
        maker->cells->equal++;
    } else if (maker->cells->count == maker->limit) {
        diagnose(maker->diagnostics, SEVERITY_ERROR, maker->grid->place, "more than %zu cells", maker->limit);
        return false;
    } else {
        add_cell(maker, count);
    }
    return true;
}

static size_t draw_choice(struct dimension *dimension)
{
    const size_t count = dimension->axis->count;
    if (!dimension->is_weighted) {
        return (size_t)draw_below(&dimension->stream, count);
    }
    const double drawn = draw_unit(&dimension->stream) * dimension->choices[count - 1].weights;
    size_t i = 0;
    while (i < count - 1 && drawn >= dimension->choices[i].weights) {
        i++;
    }
    return i;
}

static bool draw_value(struct maker *maker, struct dimension *dimension)
{
    struct arena *arena = maker->sweep->arena;
    struct buffer text = {.arena = arena};
    draw_put(&dimension->stream, &dimension->axis->draw, &text);
    struct sweep_setting *setting = arena_new(arena, struct sweep_setting);
    *setting =
        (struct sweep_setting){dimension->axis->key, {.text = buffer_text(&text), .place = dimension->axis->place}};
    struct options options;
    if (!read_settings(maker, setting, 1, &options)) {
        return false;
    }
    choose(maker, &options);
    return true;
}

/* Chooses combination number index, or draws one, of the axes. */
static bool choose_axes(struct maker *maker, size_t index)
{
    memset(maker->chosen, 0, maker->sweep->key_count * sizeof *maker->chosen);
    for (size_t i = maker->dimension_count - (maker->grid->repeat != NULL); i-- > 0;) {
        struct dimension *dimension = &maker->dimensions[i];
        const size_t count = dimension->axis->count;
        if (count == 0) {
            if (!draw_value(maker, dimension)) {
                return false;
            }
        } else if (maker->grid->random > 0) {
            choose(maker, &dimension->choices[draw_choice(dimension)]);
        } else {
            choose(maker, &dimension->choices[index % count]);
            index /= count;
        }
    }
    return true;
}

/* Of all axes, or of the draws, without the repeats. */
static bool count_combinations(const struct sweep_grid *grid, size_t *count)
{
    *count = grid->random > 0 ? grid->random : 1;
    bool fits = true;
    for (const struct sweep_axis *axis = grid->axes; axis && grid->random == 0 && fits; axis = axis->next) {
        fits = !__builtin_mul_overflow(*count, axis->count, count);
    }
    size_t cells;
    return fits && !__builtin_mul_overflow(*count, grid->repeat ? grid->repeat->count : 1, &cells);
}

/* Refuses what is too much before it is made. */
static bool check_size(struct maker *maker, size_t *combinations)
{
    const struct sweep_grid *grid = maker->grid;
    const size_t repeats = grid->repeat ? grid->repeat->count : 1;
    const bool fits = count_combinations(grid, combinations);
    if (grid->exclusions || (grid->cap > 0 && maker->cells->count + grid->cap <= maker->limit)) {
        *combinations = fits ? *combinations : SIZE_MAX / repeats;
        return true;
    }
    if (fits && *combinations * repeats <= maker->limit - maker->cells->count) {
        return true;
    }
    if (fits) {
        diagnose(maker->diagnostics, SEVERITY_ERROR, grid->place, "%zu cells, and no more than %zu can be made",
                 *combinations * repeats, maker->limit - maker->cells->count);
    } else {
        diagnose(maker->diagnostics, SEVERITY_ERROR, grid->place, "more cells than can be counted");
    }
    return false;
}

static bool make_grid(struct maker *maker)
{
    size_t combinations;
    if (maker->grid->is_random && maker->grid->random == 0) {
        diagnose(maker->diagnostics, SEVERITY_ERROR, maker->grid->place,
                 "how many cells to draw is not said (--random N, random: in a sweep file, run_cap in W&B's)");
        return false;
    }
    if (!read_grid(maker) || !check_size(maker, &combinations)) {
        return false;
    }
    const struct dimension *repeat = maker->grid->repeat ? &maker->dimensions[maker->dimension_count - 1] : NULL;
    const size_t repeats = repeat ? repeat->axis->count : 1;
    const size_t cap = maker->grid->cap > 0 ? maker->grid->cap : SIZE_MAX;
    uint32_t *numbers = arena_array(maker->sweep->arena, uint32_t, 2 * (size_t)maker->sweep->key_count);
    for (size_t i = 0; i < combinations && maker->taken < cap; i++) {
        if (!choose_axes(maker, i)) {
            return false;
        }
        for (size_t j = 0; j < repeats && maker->taken < cap; j++) {
            if (repeat) {
                choose(maker, &repeat->choices[j]);
            }
            if (!take(maker, numbers)) {
                return false;
            }
        }
    }
    return true;
}

bool sweep_cells_make(struct sweep *sweep, size_t limit, struct sweep_cells *cells, struct diagnostics *diagnostics)
{
    struct maker maker = {
        .sweep = sweep,
        .cells = cells,
        .diagnostics = diagnostics,
        .limit = limit,
        .values = {.arena = sweep->arena},
        .known = {.arena = sweep->arena},
        .chosen = arena_array(sweep->arena, const struct option *, sweep->key_count),
        .resolved = arena_array(sweep->arena, struct option, sweep->key_count),
    };
    *cells = (struct sweep_cells){0};
    find_replacements(&maker);
    bool right = true;
    for (maker.grid = sweep->grids; maker.grid && right; maker.grid = maker.grid->next) {
        right = make_grid(&maker);
    }
    return right;
}

bool sweep_cell_apply(struct overrides *overrides, const struct sweep_cell *cell, const struct cell_names *names,
                      struct diagnostics *diagnostics)
{
    bool right = true;
    for (size_t i = 0; i < cell->count; i++) {
        const struct sweep_key *key = cell->settings[i].key;
        const struct sweep_value *value = &cell->settings[i].value;
        struct node *node;
        struct text word;
        right &= cell_value_read(overrides->arena, key->name, value, names, &node, &word, diagnostics) &&
                 (key->is_run_config ? run_config_assign_value(overrides, value->place, key->target, node, diagnostics)
                                     : overrides_assign_value(overrides, value->place, key->target, node, word,
                                                              value->kind, diagnostics));
    }
    return right;
}

/* What stands behind the file in a key's name. */
static struct text short_name(const struct sweep_key *key)
{
    return key->is_run_config ? key->target : text_from(key->name, target_key_start(key->name));
}

static bool is_clear(const struct sweep *sweep, const struct sweep_key *key)
{
    const struct sweep_key *other = sweep->keys;
    while (other && (other == key || !text_equal(short_name(other), short_name(key)))) {
        other = other->next;
    }
    return !other;
}

struct text sweep_cell_text(struct arena *arena, const struct sweep *sweep, const struct sweep_cell *cell)
{
    struct buffer text = {.arena = arena};
    for (size_t i = 0; i < cell->count; i++) {
        const struct sweep_key *key = cell->settings[i].key;
        buffer_put(&text, i > 0 ? TEXT(", ") : TEXT(""));
        buffer_put(&text, is_clear(sweep, key) ? short_name(key) : key->name);
        buffer_byte(&text, '=');
        excerpt_put(&text, cell->settings[i].value.text);
    }
    return buffer_text(&text);
}
