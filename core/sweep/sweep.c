/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep.h"
#include "core/base/path.h"
#include "core/overrides/run_config.h"
#include "core/overrides/target.h"

#define RUN_CONFIG TEXT("run_config:")

/* FILE before a name that has none: `:` needs no escape there, and does in a target. */
static struct text with_file(struct arena *arena, struct text file, struct text name)
{
    struct buffer target = {.arena = arena};
    for (size_t i = 0; i < file.length; i++) {
        if (file.bytes[i] == '\\' && i + 1 < file.length) {
            buffer_byte(&target, file.bytes[i++]);
        } else if (file.bytes[i] == ':') {
            buffer_byte(&target, '\\');
        }
        buffer_byte(&target, file.bytes[i]);
    }
    buffer_byte(&target, ':');
    buffer_put(&target, name);
    return buffer_text(&target);
}

static bool refuse(struct place place, struct text name, const char *problem, struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, place, "\"%.*s\": %s", TEXT_ARGS(name), problem);
    return false;
}

/* name is what stands behind RUN_CONFIG. */
static bool read_run_config_key(const struct sweep *sweep, struct place place, struct text name, struct sweep_key *key,
                                struct diagnostics *diagnostics)
{
    struct arena *arena = sweep->arena;
    struct keypath path;
    const bool adds = text_starts(name, TEXT("+"));
    const char *problem = run_config_key_read(arena, text_from(name, adds), &path);
    if (problem) {
        return refuse(place, name, problem, diagnostics);
    }
    struct buffer identity = {.arena = arena};
    buffer_put(&identity, RUN_CONFIG);
    keypath_write(&identity, path);
    *key = (struct sweep_key){.target = name, .is_run_config = true, .name = buffer_text(&identity)};
    key->identity = key->name;
    return true;
}

/* Two slashes keep it apart from the run config's keys. What is below the root is called as from there, so that draws, which
 * follow from it, are the same in every directory. */
static struct text identity_of(const struct sweep *sweep, const struct target *target)
{
    struct arena *arena = sweep->arena;
    struct buffer identity = {.arena = arena};
    const struct text full = path_full(arena, sweep->root, target->file);
    const struct text file = sweep->root.length > 0 ? path_below(sweep->root, full) : full;
    buffer_format(&identity, "//%.*s#%u", TEXT_ARGS(file), target->document.number);
    buffer_put(&identity, target_selectors_text(arena, target->document.selectors));
    buffer_byte(&identity, ':');
    keypath_write(&identity, target->path);
    return buffer_text(&identity);
}

static struct text without_sign(struct arena *arena, struct text source)
{
    const size_t start = target_key_start(source);
    size_t end = start;
    while (end < source.length && source.bytes[end] == '+') {
        end++;
    }
    struct buffer name = {.arena = arena};
    buffer_put(&name, text_part(source, 0, start));
    buffer_put(&name, text_from(source, end));
    return buffer_text(&name);
}

static bool read_file_key(const struct sweep *sweep, struct place place, struct text name, struct sweep_key *key,
                          struct diagnostics *diagnostics)
{
    struct arena *arena = sweep->arena;
    struct target target;
    if (!target_read(arena, place, name, &target, diagnostics)) {
        return false;
    }
    if (target.file.length == 0) {
        return refuse(place, name, "no file is named (write FILE:KEY, or -f FILE before it)", diagnostics);
    }
    if (target.sign == SIGN_REMOVE) {
        return refuse(place, name, "'~' removes, and takes no values", diagnostics);
    }
    *key =
        (struct sweep_key){.target = name, .name = without_sign(arena, name), .identity = identity_of(sweep, &target)};
    return true;
}

/* The key of this identity, made at its first mention. */
static struct sweep_key *settle_key(struct sweep *sweep, const struct sweep_key *read)
{
    bool is_new;
    sweep->identities.arena = sweep->arena;
    const uint32_t index = intern_number(&sweep->identities, read->identity, &is_new);
    if (!is_new) {
        return sweep->by_index[index];
    }
    struct sweep_key *key = arena_new(sweep->arena, struct sweep_key);
    *key = *read;
    key->index = index;
    arena_grow(sweep->arena, sweep->by_index, sweep->key_count, &sweep->by_index_capacity);
    sweep->by_index[sweep->key_count++] = key;
    if (sweep->keys_last) {
        sweep->keys_last->next = key;
    } else {
        sweep->keys = key;
    }
    sweep->keys_last = key;
    return key;
}

static bool has_sign(const struct sweep_key *key)
{
    return key->is_run_config ? text_starts(key->target, TEXT("+")) : key->target.length > key->name.length;
}

const struct sweep_key *sweep_key(struct sweep *sweep, struct place place, struct text name, struct text file,
                                  struct diagnostics *diagnostics)
{
    struct sweep_key read;
    const char *problem = assignment_bytes_refusal(name);
    if (problem) {
        refuse(place, name, problem, diagnostics);
        return NULL;
    }
    const bool is_run_config = text_starts(name, RUN_CONFIG);
    if (is_run_config) {
        name = text_from(name, RUN_CONFIG.length);
    } else if (file.length > 0 && target_key_start(name) == 0) {
        name = with_file(sweep->arena, file, name);
    }
    if (!(is_run_config ? read_run_config_key : read_file_key)(sweep, place, name, &read, diagnostics)) {
        return NULL;
    }
    struct sweep_key *key = settle_key(sweep, &read);
    if (has_sign(&read)) {
        key->target = read.target;
    }
    return key;
}

struct sweep_grid *sweep_add_grid(struct sweep *sweep, struct place place)
{
    struct sweep_grid *grid = arena_new(sweep->arena, struct sweep_grid);
    grid->place = place;
    if (sweep->grids_last) {
        sweep->grids_last->next = grid;
    } else {
        sweep->grids = grid;
    }
    sweep->grids_last = grid;
    return grid;
}

struct sweep_axis *sweep_add_axis(struct sweep *sweep, struct sweep_grid *grid, struct place place)
{
    struct sweep_axis *axis = arena_new(sweep->arena, struct sweep_axis);
    axis->place = place;
    if (grid->axes_last) {
        grid->axes_last->next = axis;
    } else {
        grid->axes = axis;
    }
    grid->axes_last = axis;
    return axis;
}
