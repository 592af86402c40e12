/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/cell.h"
#include "core/base/excerpt.h"
#include "core/overrides/run_config.h"
#include "core/overrides/target.h"

static bool apply(struct overrides *overrides, const struct sweep_setting *setting, const struct cell_names *names,
                  struct diagnostics *diagnostics)
{
    const struct sweep_key *key = setting->key;
    const struct sweep_value *value = &setting->value;
    struct node *node;
    struct text word;
    if (!cell_value_read(overrides->arena, key->name, value, names, &node, &word, diagnostics)) {
        return false;
    }
    if (key->is_run_config) {
        return run_config_assign_value(overrides, value->place, key->target, node, diagnostics);
    }
    return overrides_assign_value(overrides, value->place, key->target, node, word, value->kind, diagnostics);
}

bool sweep_cell_apply(struct overrides *overrides, const struct sweep_cell *cell, const struct cell_names *names,
                      struct diagnostics *diagnostics)
{
    bool right = true;
    for (size_t i = 0; i < cell->count; i++) {
        right &= apply(overrides, &cell->settings[i], names, diagnostics);
    }
    return right;
}

/* What stands behind the file in a key's name. */
static struct text short_name(const struct sweep_key *key)
{
    return text_from(key->name, target_key_start(key->name));
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
