/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/axis_zip.h"
#include "core/base/escape.h"
#include "core/sweep/value_list.h"

#include <string.h>

static bool refuse(struct place place, struct text name, const char *problem, struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(name), problem);
    return false;
}

static struct sweep_axis *find_axis(const struct sweep_grid *grid, const struct sweep_key *key)
{
    struct sweep_axis *axis = grid->axes;
    while (axis && axis->key != key) {
        axis = axis->next;
    }
    return axis;
}

static void remove_axis(struct sweep_grid *grid, const struct sweep_axis *axis)
{
    struct sweep_axis **link = &grid->axes, *before = NULL;
    while (*link != axis) {
        before = *link;
        link = &before->next;
    }
    *link = axis->next;
    grid->axes_last = grid->axes_last == axis ? before : grid->axes_last;
}

static struct sweep_choice join(struct arena *arena, struct sweep_choice a, struct sweep_choice b)
{
    struct sweep_setting *settings = arena_array(arena, struct sweep_setting, a.count + b.count);
    memcpy(settings, a.settings, a.count * sizeof *settings);
    memcpy(settings + a.count, b.settings, b.count * sizeof *settings);
    return (struct sweep_choice){settings, a.count + b.count, a.weight};
}

/* Takes other out of grid and puts its values beside those of axis. */
static bool zip_two(struct sweep *sweep, struct sweep_grid *grid, struct sweep_axis *axis, struct sweep_axis *other,
                    struct place place, struct diagnostics *diagnostics)
{
    if (axis->count == 0 || other->count == 0) {
        const struct sweep_axis *drawn = axis->count == 0 ? axis : other;
        return refuse(place, drawn->key->name, "its values are drawn, and go with no others", diagnostics);
    }
    if (axis->count != other->count) {
        diagnose(diagnostics, SEVERITY_ERROR, place,
                 "\"%.*s\" has %zu values and \"%.*s\" has %zu (keys that go together have as many)",
                 TEXT_ARGS(axis->key->name), axis->count, TEXT_ARGS(other->key->name), other->count);
        return false;
    }
    struct sweep_choice *choices = arena_array(sweep->arena, struct sweep_choice, axis->count);
    for (size_t i = 0; i < axis->count; i++) {
        choices[i] = join(sweep->arena, axis->choices[i], other->choices[i]);
    }
    axis->choices = choices;
    axis->is_drawn |= other->is_drawn;
    remove_axis(grid, other);
    return true;
}

bool axis_zip(struct sweep *sweep, struct sweep_grid *grid, struct place place, struct text names, struct text file,
              struct diagnostics *diagnostics)
{
    struct sweep_axis *axis = NULL;
    size_t count = 0;
    for (size_t start = 0, end; start <= names.length; start = end + 1) {
        end = escape_find(names, start, ',');
        const struct text name = value_list_trim(text_part(names, start, end));
        const struct sweep_key *key = sweep_key(sweep, place, name, file, diagnostics);
        struct sweep_axis *found = key ? find_axis(grid, key) : NULL;
        if (key && !found) {
            return refuse(place, name, "nothing says its values, or it goes with others already", diagnostics);
        }
        if (axis && found == axis) {
            return refuse(place, name, "it stands twice", diagnostics);
        }
        if (!key || (axis && !zip_two(sweep, grid, axis, found, place, diagnostics))) {
            return false;
        }
        axis = axis ? axis : found;
        count++;
    }
    return count > 1 || refuse(place, names, "name two keys or more, with commas between them", diagnostics);
}
