/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/chosen_settings.h"
#include "core/sweep/cell_value.h"
#include "core/sweep/value_text.h"

#include <string.h>

static uint32_t number_of(struct setting_reader *reader, const struct node *value, bool is_loose)
{
    reader->text.length = 0;
    value_text_put(&reader->text, value, is_loose);
    return intern_number(&reader->numbers, buffer_text(&reader->text), NULL);
}

static bool read_one(struct setting_reader *reader, const struct sweep_setting *setting, struct read_setting *read)
{
    static const struct cell_names no_names;
    struct node *node;
    struct text word;
    *read = (struct read_setting){.setting = setting};
    if (setting->value.same_as) {
        return true;
    }
    if (!cell_value_read(reader->arena, setting->key->name, &setting->value, &no_names, &node, &word,
                         reader->diagnostics)) {
        return false;
    }
    read->strict = number_of(reader, node, false);
    read->loose = reader->is_strict ? 0 : number_of(reader, node, true);
    return true;
}

bool settings_read(struct setting_reader *reader, const struct sweep_setting *settings, size_t count,
                   struct read_settings *read)
{
    struct read_setting *list = arena_array(reader->arena, struct read_setting, count);
    bool right = true;
    for (size_t i = 0; i < count; i++) {
        right &= read_one(reader, &settings[i], &list[i]);
    }
    *read = (struct read_settings){list, count};
    return right;
}

struct chosen_settings chosen_settings_new(const struct sweep *sweep)
{
    return (struct chosen_settings){
        .sweep = sweep,
        .own = arena_array(sweep->arena, const struct read_setting *, sweep->key_count),
        .resolved = arena_array(sweep->arena, const struct read_setting *, sweep->key_count),
    };
}

void chosen_settings_clear(struct chosen_settings *chosen)
{
    memset(chosen->own, 0, chosen->sweep->key_count * sizeof *chosen->own);
}

void chosen_settings_add(struct chosen_settings *chosen, const struct read_settings *settings)
{
    for (size_t i = 0; i < settings->count; i++) {
        chosen->own[settings->list[i].setting->key->index] = &settings->list[i];
    }
}

static bool refuse(const struct read_setting *own, const struct sweep_key *key, const char *problem,
                   struct diagnostics *diagnostics)
{
    diagnose(diagnostics, SEVERITY_ERROR, own->setting->value.place, "\"%.*s\" repeats \"%.*s\": %s",
             TEXT_ARGS(own->setting->key->name), TEXT_ARGS(key->name), problem);
    return false;
}

bool chosen_settings_resolve(struct chosen_settings *chosen, struct diagnostics *diagnostics)
{
    const uint32_t count = chosen->sweep->key_count;
    for (uint32_t key = 0; key < count; key++) {
        const struct read_setting *own = chosen->own[key], *source = own;
        for (uint32_t steps = 0; source && source->setting->value.same_as; steps++) {
            const struct sweep_key *other = source->setting->value.same_as;
            source = chosen->own[other->index];
            if (!source || steps == count) {
                return refuse(own, other, source ? "values repeat each other in a circle" : "no axis sets that key",
                              diagnostics);
            }
        }
        chosen->resolved[key] = source;
    }
    return true;
}
