/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_values.h"
#include "core/sweep/sweep_value.h"

/* The settings of a choice. */
struct settings {
    struct sweep_setting *list;
    size_t count, capacity;
};

/* An object goes into what is in a file key by key, as wandb.init() merges it; the run config merges by itself. */
static bool add_settings(const struct wandb_parameter *parameter, struct settings *settings, struct text name,
                         const struct node *value)
{
    const struct wandb_reader *reader = parameter->reader;
    bool right = true;
    if (parameter->is_in_file && value->kind == NODE_MAP && value->count > 0 && node_own_tag(value).length == 0) {
        for (const struct node *child = value->first; child && right; child = child->next) {
            const struct step step = {.kind = STEP_KEY, .key = child->key->text};
            struct buffer inner = {.arena = reader->sweep->arena};
            buffer_format(&inner, "%.*s.", TEXT_ARGS(name));
            keypath_write(&inner, (struct keypath){&step, 1});
            right = child->key->text.length > 0
                        ? add_settings(parameter, settings, buffer_text(&inner), child)
                        : wandb_parameter_refuse(parameter, child->key, "no key path can say an empty key");
        }
        return right;
    }
    arena_grow(reader->sweep->arena, settings->list, settings->count, &settings->capacity);
    struct sweep_setting *setting = &settings->list[settings->count++];
    setting->key = sweep_key(reader->sweep, wandb_parameter_place(parameter), name, reader->file, reader->diagnostics);
    setting->value = sweep_value_literal(reader->sweep->arena, reader->document, value);
    return setting->key != NULL;
}

static bool read_choice(const struct wandb_parameter *parameter, struct sweep_choice *choice, const struct node *value)
{
    struct settings settings = {0};
    const bool right = add_settings(parameter, &settings, parameter->key, value);
    *choice = (struct sweep_choice){settings.list, settings.count, 1};
    return right;
}

static bool read_probabilities(const struct wandb_parameter *parameter, struct sweep_choice *choices, size_t count)
{
    const struct node *list = wandb_parameter_member(parameter, MEMBER_PROBABILITIES);
    double sum = 0;
    size_t i = 0;
    if (!list) {
        return true;
    }
    if (list->kind != NODE_LIST || list->count != count) {
        return wandb_parameter_refuse(parameter, list,
                                      "probabilities are a list of as many numbers as there are values");
    }
    for (const struct node *element = list->first; element; element = element->next, i++) {
        struct decimal decimal;
        bool is_integer;
        if (!node_is_number(element) ||
            decimal_read(parameter->reader->sweep->arena, element->text, &decimal, &is_integer) || decimal.digits < 0) {
            return wandb_parameter_refuse(parameter, element, "a probability is a number from 0 to 1");
        }
        choices[i].weight = decimal_to_double(decimal);
        sum += choices[i].weight;
    }
    const bool is_whole = sum > 1 - 1e-5 && sum < 1 + 1e-5;
    return is_whole || wandb_parameter_refuse(parameter, list, "the probabilities do not sum to 1");
}

bool wandb_values_read(const struct wandb_parameter *parameter, struct sweep_axis *axis)
{
    const struct node *list = wandb_parameter_member(parameter, MEMBER_VALUES);
    size_t i = 0;
    bool right = true;
    if (list->kind != NODE_LIST || !list->first) {
        return wandb_parameter_refuse(parameter, list, "values are a list of at least one");
    }
    struct sweep_choice *choices = arena_array(parameter->reader->sweep->arena, struct sweep_choice, list->count);
    for (const struct node *element = list->first; element; element = element->next, i++) {
        right = read_choice(parameter, &choices[i], element) && right;
    }
    axis->choices = choices;
    axis->count = list->count;
    return read_probabilities(parameter, choices, list->count) && right;
}

bool wandb_values_read_constant(const struct wandb_parameter *parameter, struct sweep_axis *axis)
{
    struct sweep_choice *choice = arena_new(parameter->reader->sweep->arena, struct sweep_choice);
    axis->choices = choice;
    axis->count = 1;
    return read_choice(parameter, choice, wandb_parameter_member(parameter, MEMBER_VALUE));
}
