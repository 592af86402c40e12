/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/dimension.h"

/* The least of the keys' identities, so that an axis draws the same however it is written. */
static struct text stream_name(const struct sweep_axis *axis)
{
    struct text name = axis->count > 0 ? TEXT("") : axis->key->identity;
    for (size_t i = 0; i < axis->count; i++) {
        for (size_t j = 0; j < axis->choices[i].count; j++) {
            const struct text other = axis->choices[i].settings[j].key->identity;
            name = name.length == 0 || text_compare(other, name) < 0 ? other : name;
        }
    }
    return name;
}

/* NULL when they do not differ. */
static const double *read_weights(struct arena *arena, const struct sweep_axis *axis)
{
    double *weights = arena_array(arena, double, axis->count), sum = 0;
    bool differ = false;
    for (size_t i = 0; i < axis->count; i++) {
        weights[i] = sum += axis->choices[i].weight;
        differ |= axis->choices[i].weight != axis->choices[0].weight;
    }
    return differ ? weights : NULL;
}

bool dimension_read(struct dimension *dimension, const struct sweep_axis *axis, uint64_t seed,
                    struct setting_reader *reader)
{
    struct read_settings *choices = arena_array(reader->arena, struct read_settings, axis->count);
    bool right = true;
    for (size_t i = 0; i < axis->count; i++) {
        right &= settings_read(reader, axis->choices[i].settings, axis->choices[i].count, &choices[i]);
    }
    *dimension = (struct dimension){
        .axis = axis,
        .choices = choices,
        .weights = read_weights(reader->arena, axis),
        .stream = draw_stream(seed, stream_name(axis)),
    };
    return right;
}

static size_t draw_choice(struct dimension *dimension)
{
    const size_t count = dimension->axis->count;
    if (!dimension->weights) {
        return (size_t)draw_below(&dimension->stream, count);
    }
    const double drawn = draw_unit(&dimension->stream) * dimension->weights[count - 1];
    size_t i = 0;
    while (i < count - 1 && drawn >= dimension->weights[i]) {
        i++;
    }
    return i;
}

bool dimension_draw(struct dimension *dimension, struct setting_reader *reader, struct read_settings *drawn)
{
    if (dimension->axis->count > 0) {
        *drawn = dimension->choices[draw_choice(dimension)];
        return true;
    }
    struct buffer text = {.arena = reader->arena};
    draw_put(&dimension->stream, &dimension->axis->draw, &text);
    struct sweep_setting *setting = arena_new(reader->arena, struct sweep_setting);
    setting->key = dimension->axis->key;
    setting->value = (struct sweep_value){.text = buffer_text(&text), .place = dimension->axis->place};
    return settings_read(reader, setting, 1, drawn);
}
