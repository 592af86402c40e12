/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_parameter.h"
#include "core/base/nearest.h"
#include "core/overrides/override_text.h"
#include "core/tree/place.h"

static const struct {
    const char *name;
    enum wandb_member member;
} members[] = {
    {"value", MEMBER_VALUE},
    {"values", MEMBER_VALUES},
    {"probabilities", MEMBER_PROBABILITIES},
    {"min", MEMBER_MIN},
    {"max", MEMBER_MAX},
    {"q", MEMBER_Q},
    {"mu", MEMBER_MU},
    {"sigma", MEMBER_SIGMA},
    {"a", MEMBER_A},
    {"b", MEMBER_B},
    {"distribution", MEMBER_DISTRIBUTION},
    {"parameters", MEMBER_PARAMETERS},
};

/* inv_log_uniform_values is log_uniform_values: where the logarithm of 1/X is uniform, that of X is. */
static const struct wandb_form forms[] = {
    {"constant", MEMBER_VALUE, 0, 0, 0},
    {"categorical", MEMBER_VALUES, MEMBER_PROBABILITIES, 0, 0},
    {"categorical_w_probabilities", MEMBER_VALUES | MEMBER_PROBABILITIES, 0, 0, 0},
    {"int_uniform", MEMBER_MIN | MEMBER_MAX, 0, DRAW_INT_UNIFORM, 0},
    {"uniform", MEMBER_MIN | MEMBER_MAX, 0, DRAW_UNIFORM, 0},
    {"q_uniform", MEMBER_MIN | MEMBER_MAX, MEMBER_Q, DRAW_UNIFORM, 0},
    {"log_uniform", MEMBER_MIN | MEMBER_MAX, 0, DRAW_LOG_UNIFORM, BOUNDS_EXPONENTS},
    {"log_uniform_values", MEMBER_MIN | MEMBER_MAX, 0, DRAW_LOG_UNIFORM, 0},
    {"q_log_uniform", MEMBER_MIN | MEMBER_MAX, MEMBER_Q, DRAW_LOG_UNIFORM, BOUNDS_EXPONENTS},
    {"q_log_uniform_values", MEMBER_MIN | MEMBER_MAX, MEMBER_Q, DRAW_LOG_UNIFORM, 0},
    {"inv_log_uniform", MEMBER_MIN | MEMBER_MAX, 0, DRAW_LOG_UNIFORM, BOUNDS_INVERSE},
    {"inv_log_uniform_values", MEMBER_MIN | MEMBER_MAX, 0, DRAW_LOG_UNIFORM, 0},
    {"normal", 0, MEMBER_MU | MEMBER_SIGMA, DRAW_NORMAL, 0},
    {"q_normal", 0, MEMBER_MU | MEMBER_SIGMA | MEMBER_Q, DRAW_NORMAL, 0},
    {"log_normal", 0, MEMBER_MU | MEMBER_SIGMA, DRAW_LOG_NORMAL, 0},
    {"q_log_normal", 0, MEMBER_MU | MEMBER_SIGMA | MEMBER_Q, DRAW_LOG_NORMAL, 0},
    {"beta", 0, MEMBER_A | MEMBER_B, DRAW_BETA, 0},
    {"q_beta", 0, MEMBER_A | MEMBER_B | MEMBER_Q, DRAW_BETA, 0},
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct place place_of(const struct wandb_parameter *parameter, const struct node *node)
{
    return document_place(parameter->reader->document, node->head);
}

struct place wandb_parameter_place(const struct wandb_parameter *parameter)
{
    return place_of(parameter, parameter->name);
}

bool wandb_parameter_refuse(const struct wandb_parameter *parameter, const struct node *node, const char *problem)
{
    diagnose(parameter->reader->diagnostics, SEVERITY_ERROR, place_of(parameter, node), "\"%.*s\": %s",
             TEXT_ARGS(parameter->name->text), problem);
    return false;
}

struct node *wandb_parameter_member(const struct wandb_parameter *parameter, enum wandb_member member)
{
    size_t i = 0;
    while (members[i].member != member) {
        i++;
    }
    return node_find(parameter->reader->sweep->arena, parameter->map, text_of(members[i].name));
}

static enum wandb_member find_member(struct text name)
{
    for (size_t i = 0; i < COUNT(members); i++) {
        if (text_equal(text_of(members[i].name), name)) {
            return members[i].member;
        }
    }
    return 0;
}

bool wandb_parameter_read_members(struct wandb_parameter *parameter)
{
    bool right = true;
    for (const struct node *value = parameter->map->first; value; value = value->next) {
        const enum wandb_member member = find_member(value->key->text);
        if (!member) {
            struct text names[COUNT(members)];
            for (size_t i = 0; i < COUNT(members); i++) {
                names[i] = text_of(members[i].name);
            }
            override_text_refuse_key(parameter->reader->document, value->key, names, COUNT(names),
                                     parameter->reader->diagnostics);
            right = false;
        }
        parameter->members |= member;
    }
    return right;
}

static const struct wandb_form *form_named(struct text name)
{
    for (size_t i = 0; i < COUNT(forms); i++) {
        if (text_equal(text_of(forms[i].name), name)) {
            return &forms[i];
        }
    }
    return NULL;
}

/* What a parameter is that does not say it. */
static const char *unsaid_form(const struct wandb_parameter *parameter)
{
    if (parameter->members & MEMBER_VALUE) {
        return "constant";
    }
    if (parameter->members & MEMBER_VALUES) {
        return "categorical";
    }
    if ((parameter->members & (MEMBER_MIN | MEMBER_MAX)) != (MEMBER_MIN | MEMBER_MAX)) {
        return "";
    }
    const bool are_integers = wandb_parameter_member(parameter, MEMBER_MIN)->kind == NODE_INT &&
                              wandb_parameter_member(parameter, MEMBER_MAX)->kind == NODE_INT;
    return are_integers ? "int_uniform" : "uniform";
}

static bool refuse_form(const struct wandb_parameter *parameter, const struct node *name)
{
    struct buffer problem = {.arena = parameter->reader->sweep->arena};
    if (name) {
        struct text names[COUNT(forms)];
        for (size_t i = 0; i < COUNT(forms); i++) {
            names[i] = text_of(forms[i].name);
        }
        const struct text similar = nearest_name(name->text, names, COUNT(names));
        buffer_format(&problem, "W&B has no distribution \"%.*s\"", TEXT_ARGS(name->text));
        if (similar.length > 0) {
            buffer_format(&problem, " (did you mean %.*s?)", TEXT_ARGS(similar));
        }
    } else {
        buffer_put(&problem, TEXT("it says no values (write values, value, min and max, a distribution, or parameters "
                                  "for those inside)"));
    }
    return wandb_parameter_refuse(parameter, name ? name : parameter->name, buffer_string(&problem));
}

/* The first of the members whose bits are set. */
static const char *name_of(unsigned bits)
{
    size_t i = 0;
    while (!(members[i].member & bits)) {
        i++;
    }
    return members[i].name;
}

static bool check_members(const struct wandb_parameter *parameter)
{
    const struct wandb_form *form = parameter->form;
    const unsigned missing = form->required & ~parameter->members;
    const unsigned surplus = parameter->members & ~(form->required | form->optional | MEMBER_DISTRIBUTION);
    struct buffer problem = {.arena = parameter->reader->sweep->arena};
    if (missing) {
        buffer_format(&problem, "%s needs %s", form->name, name_of(missing));
    } else if (surplus) {
        buffer_format(&problem, "%s has no %s", form->name, name_of(surplus));
    }
    return problem.length == 0 || wandb_parameter_refuse(parameter, parameter->name, buffer_string(&problem));
}

bool wandb_parameter_read_form(struct wandb_parameter *parameter)
{
    const struct node *name = wandb_parameter_member(parameter, MEMBER_DISTRIBUTION);
    parameter->form = form_named(name ? name->text : text_of(unsaid_form(parameter)));
    return parameter->form ? check_members(parameter) : refuse_form(parameter, name);
}

bool wandb_parameter_decimal(const struct wandb_parameter *parameter, const struct node *node, struct decimal *decimal,
                             bool *is_integer)
{
    const char *problem = "must be a number";
    struct buffer whole = {.arena = parameter->reader->sweep->arena};
    if (node_is_number(node)) {
        problem = decimal_read(parameter->reader->sweep->arena, node->text, decimal, is_integer);
        *is_integer = node->kind == NODE_INT; /* 1 is not with !!float before it, as W&B's manual writes numbers */
    }
    buffer_format(&whole, "%.*s %s", TEXT_ARGS(node->key->text), problem ? problem : "");
    return !problem || wandb_parameter_refuse(parameter, node, buffer_string(&whole));
}
