/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/yaml_values.h"
#include "core/overrides/override_text.h"
#include "core/overrides/target.h"
#include "core/sweep/axis_word.h"
#include "core/sweep/choices.h"
#include "core/sweep/sweep_reference.h"
#include "core/sweep/sweep_value.h"
#include "core/tree/place.h"

static struct place place_of(const struct yaml_reader *reader, const struct node *node)
{
    return document_place(reader->document, node->head);
}

static bool refuse(const struct yaml_reader *reader, const struct node *node, const char *problem)
{
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node), "%s", problem);
    return false;
}

const struct sweep_key *yaml_values_key(const struct yaml_reader *reader, const struct node *name)
{
    if (!override_text_is_word(reader->document, name, "a key", reader->diagnostics)) {
        return NULL;
    }
    if (reader->file.length == 0 && name->text.length > 0 && !target_names_file(name->text)) {
        override_text_refuse(reader->document, name,
                             "no file is named (write FILE:KEY, file: FILE beside grid, or -f FILE before -s)",
                             reader->diagnostics);
        return NULL;
    }
    return sweep_key(reader->sweep, place_of(reader, name), name->text, reader->file, reader->diagnostics);
}

/* In {a: range(1,3)} YAML ends the value at the comma. */
static bool is_cut_call(struct arena *arena, const struct node *value)
{
    const size_t open = value->kind == NODE_STRING ? text_find(value->text, 0, '(') : value->text.length;
    if (open == value->text.length || text_find(value->text, open, ')') < value->text.length) {
        return false;
    }
    struct buffer whole = {.arena = arena};
    buffer_format(&whole, "%.*s)", TEXT_ARGS(value->text));
    return axis_is_call(buffer_text(&whole));
}

bool yaml_values_check(const struct yaml_reader *reader, const struct node *map)
{
    for (const struct node *value = map->first; value; value = value->next) {
        const bool is_list = value->kind == NODE_LIST;
        for (const struct node *inner = is_list ? value->first : value; inner; inner = is_list ? inner->next : NULL) {
            if (is_cut_call(reader->sweep->arena, inner)) {
                diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, inner),
                         "\"%.*s\" ends at a comma (between braces or brackets, put all of it in quotes)",
                         TEXT_ARGS(inner->text));
                return false;
            }
        }
    }
    return true;
}

static bool is_call(const struct node *node)
{
    return node->kind == NODE_STRING && node_own_tag(node).length == 0 && axis_is_call(node->text);
}

static bool read_value(const struct yaml_reader *reader, const struct node *node, struct sweep_value *value)
{
    *value = sweep_value_of(reader->sweep->arena, reader->document, node);
    if (value->kind != ASSIGNMENT_STRING) {
        return true;
    }
    const struct sweep_key *key;
    const enum outcome outcome =
        sweep_reference(reader->sweep, value->place, value->text, reader->file, &key, reader->diagnostics);
    if (outcome == OUTCOME_FOUND) {
        *value = (struct sweep_value){.same_as = key, .place = value->place};
    }
    return outcome != OUTCOME_REFUSED;
}

static bool add_value(const struct yaml_reader *reader, struct choices *choices, const struct sweep_key *key,
                      const struct node *node)
{
    struct sweep_setting *setting = choices_add(choices, 1, 1);
    setting->key = key;
    return read_value(reader, node, &setting->value);
}

static bool read_element(const struct yaml_reader *reader, struct choices *choices, const struct sweep_key *key,
                         const struct node *element)
{
    if (is_call(element)) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, element),
                 "\"%.*s\" cannot stand in a list (write it without the list, for all of the key's values)",
                 TEXT_ARGS(element->text));
        return false;
    }
    return add_value(reader, choices, key, element);
}

static bool read_list(const struct yaml_reader *reader, struct choices *choices, const struct sweep_key *key,
                      struct node *list)
{
    bool right = true;
    for (const struct node *element = list->first; element; element = element->next) {
        right = read_element(reader, choices, key, element) && right;
    }
    return list->first ? right : refuse(reader, list, "no values stand in this list (for an empty list, write [[]])");
}

/* {model.width} without quotes is an object, too. */
static bool refuse_object(const struct yaml_reader *reader, const struct node *node)
{
    const struct text first = node->first ? node->first->key->text : TEXT("");
    if (!node->first) {
        return refuse(reader, node, "this is an object, and no value by itself (for an empty one, write [{}])");
    }
    if (node->count == 1 && node->first->kind == NODE_NULL) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node),
                 "this is an object (what another key has is written in quotes: \"{%.*s}\")", TEXT_ARGS(first));
        return false;
    }
    diagnose(reader->diagnostics, SEVERITY_ERROR, place_of(reader, node),
             "this is an object, and no value by itself (write %.*s.%.*s: VALUES for a key inside; [{%.*s: …}] for the "
             "object)",
             TEXT_ARGS(node->key->text), TEXT_ARGS(first), TEXT_ARGS(first));
    return false;
}

bool yaml_values_read(const struct yaml_reader *reader, struct sweep_axis *axis, const struct sweep_key *key,
                      struct node *node)
{
    struct choices choices = {.arena = reader->sweep->arena};
    bool right;
    axis->key = key;
    if (is_call(node)) {
        return axis_values_read(reader->sweep, axis, key, place_of(reader, node), node->text, reader->diagnostics);
    }
    if (node_own_tag(node).length == 0 && node->kind == NODE_LIST) {
        right = read_list(reader, &choices, key, node);
    } else if (node_own_tag(node).length == 0 && node->kind == NODE_MAP) {
        right = refuse_object(reader, node);
    } else if (node->kind == NODE_NULL && node->start == node->end) {
        right = refuse(reader, node, "no values stand here (for null, write null)");
    } else {
        right = add_value(reader, &choices, key, node);
    }
    choices_give(&choices, axis);
    return right;
}

const struct sweep_axis *yaml_values_parts(const struct yaml_reader *reader, const struct node *map, size_t *total)
{
    struct sweep_axis *parts = arena_array(reader->sweep->arena, struct sweep_axis, map->count);
    bool right = true;
    size_t i = 0;
    *total = 1;
    for (struct node *values = map->first; values; values = values->next, i++) {
        const struct sweep_key *key = yaml_values_key(reader, values->key);
        if (!key || !yaml_values_read(reader, &parts[i], key, values)) {
            right = false;
        } else if (parts[i].is_drawn) {
            right = refuse(reader, values, "drawn values stand in a grid alone (name the values here)");
        } else if (__builtin_mul_overflow(*total, parts[i].count, total) || *total > YAML_CHOICES_MAX) {
            return refuse(reader, values, "more than 1000000 combinations"), NULL;
        }
    }
    return right ? parts : NULL;
}

void yaml_values_combine(const struct sweep_axis *parts, size_t count, size_t index, struct sweep_setting *settings)
{
    for (size_t i = count; i-- > 0; index /= parts[i].count) {
        settings[i] = parts[i].choices[index % parts[i].count].settings[0];
    }
}
