/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_parameters.h"
#include "core/overrides/target.h"
#include "core/sweep/wandb_draw.h"
#include "core/sweep/wandb_steps.h"
#include "core/sweep/wandb_values.h"
#include "core/tree/keypath.h"
#include "core/tree/place.h"

static bool read_axis(const struct wandb_parameter *parameter)
{
    const struct wandb_reader *reader = parameter->reader;
    const struct wandb_form *form = parameter->form;
    struct sweep_axis *axis = sweep_add_axis(reader->sweep, reader->grid, wandb_parameter_place(parameter));
    if (form->required & MEMBER_VALUE) {
        return wandb_values_read_constant(parameter, axis);
    }
    if (form->required & MEMBER_VALUES) {
        const struct node *probabilities = wandb_parameter_member(parameter, MEMBER_PROBABILITIES);
        return probabilities && !reader->grid->is_random
                   ? wandb_parameter_refuse(parameter, probabilities,
                                            "W&B's grid has no probabilities (take method: random)")
                   : wandb_values_read(parameter, axis);
    }
    const struct sweep_key *key =
        sweep_key(reader->sweep, wandb_parameter_place(parameter), parameter->key, reader->file, reader->diagnostics);
    if (!key || reader->grid->is_random) {
        return key && wandb_draw_read(parameter, axis, key);
    }
    return wandb_steps_has(form)
               ? wandb_steps_read(parameter, axis, key)
               : wandb_parameter_refuse(
                     parameter, parameter->name,
                     "W&B's grid takes values, value, int_uniform and q_uniform (or take method: random)");
}

#define RUN_CONFIG TEXT("run_config:")

/* Whether the parameter is a key of a file: of that of the parameter around it, of the one that it names, or of -f's. */
static bool is_in_file(const struct wandb_reader *reader, struct text outer, struct text name)
{
    if (outer.length == 0 && !target_names_file(name)) {
        return reader->file.length > 0;
    }
    return !text_starts(outer.length > 0 ? outer : name, RUN_CONFIG);
}

/* A dot nests in a file, and is a character of the run config's key. */
static struct text key_of(const struct wandb_parameter *parameter, struct text outer)
{
    const struct text name = parameter->name->text;
    struct buffer key = {.arena = parameter->reader->sweep->arena};
    if (outer.length > 0) {
        buffer_format(&key, "%.*s.", TEXT_ARGS(outer));
    }
    if (parameter->is_in_file || (outer.length == 0 && target_names_file(name))) {
        buffer_put(&key, name);
    } else {
        const struct step step = {.kind = STEP_KEY, .key = name};
        buffer_put(&key, outer.length > 0 ? TEXT("") : RUN_CONFIG);
        keypath_write(&key, (struct keypath){&step, 1});
    }
    return buffer_text(&key);
}

static void read_all(const struct wandb_reader *reader, struct node *parameters, struct text outer);

static void read_one(const struct wandb_reader *reader, struct node *map, struct text outer)
{
    struct wandb_parameter parameter = {.reader = reader, .name = map->key, .map = map};
    if ((map->key->kind != NODE_STRING && map->key->kind != NODE_AMBIGUOUS) || map->key->text.length == 0) {
        wandb_parameter_refuse(&parameter, map->key, "a parameter's name is a string");
        return;
    }
    if (map->kind != NODE_MAP) {
        wandb_parameter_refuse(&parameter, map, "a parameter is an object, such as {values: [1, 2]} or {value: 1}");
        return;
    }
    parameter.is_in_file = is_in_file(reader, outer, map->key->text);
    parameter.key = key_of(&parameter, outer);
    if (!wandb_parameter_read_members(&parameter)) {
        return;
    }
    if (parameter.members == MEMBER_PARAMETERS) {
        read_all(reader, map->first, parameter.key);
    } else if (parameter.members & MEMBER_PARAMETERS) {
        wandb_parameter_refuse(&parameter, map->key, "parameters stand alone (give them, or values)");
    } else if (wandb_parameter_read_form(&parameter)) {
        read_axis(&parameter);
    }
}

static bool comes_before(const struct node *a, const struct node *b)
{
    return text_compare(a->key->text, b->key->text) < 0;
}

/* Sinks the node at index into the heap below it. */
static void sink(struct node **heap, size_t count, size_t index)
{
    for (size_t child; (child = 2 * index + 1) < count; index = child) {
        child += child + 1 < count && comes_before(heap[child], heap[child + 1]);
        if (!comes_before(heap[index], heap[child])) {
            return;
        }
        struct node *node = heap[index];
        heap[index] = heap[child];
        heap[child] = node;
    }
}

static void sort_by_name(struct node **nodes, size_t count)
{
    for (size_t i = count / 2; i-- > 0;) {
        sink(nodes, count, i);
    }
    for (size_t end = count; end-- > 1;) {
        struct node *last = nodes[end];
        nodes[end] = nodes[0];
        nodes[0] = last;
        sink(nodes, end, 0);
    }
}

static void read_all(const struct wandb_reader *reader, struct node *parameters, struct text outer)
{
    struct node **sorted = arena_array(reader->sweep->arena, struct node *, parameters->count);
    size_t count = 0;
    if (parameters->kind != NODE_MAP || !parameters->first) {
        diagnose(reader->diagnostics, SEVERITY_ERROR, document_place(reader->document, parameters->head),
                 "parameters are an object of at least one, NAME: {values: […]}");
        return;
    }
    for (struct node *map = parameters->first; map; map = map->next) {
        sorted[count++] = map;
    }
    sort_by_name(sorted, count);
    for (size_t i = 0; i < count; i++) {
        read_one(reader, sorted[i], outer);
    }
}

void wandb_parameters_read(const struct wandb_reader *reader, struct node *parameters)
{
    read_all(reader, parameters, TEXT(""));
}
