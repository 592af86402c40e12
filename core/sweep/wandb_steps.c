/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_steps.h"
#include "core/sweep/choices.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define STEPS_MAX    1000000

/* One value after the other from least, which becomes what comes behind the last. */
struct steps {
    struct decimal least, most, step;
    bool has_most; /* most is one of the values */
    bool are_integers;
};

static void put_steps(const struct wandb_parameter *parameter, struct steps *steps, struct sweep_axis *axis,
                      const struct sweep_key *key)
{
    struct arena *arena = parameter->reader->sweep->arena;
    struct choices choices = {.arena = arena};
    for (; steps->least.digits < steps->most.digits + steps->has_most; steps->least.digits += steps->step.digits) {
        struct buffer text = {.arena = arena};
        struct sweep_setting *setting = choices_add(&choices, 1, 1);
        decimal_put(&text, steps->least, steps->are_integers);
        setting->key = key;
        setting->value = (struct sweep_value){
            .text = buffer_text(&text), .kind = ASSIGNMENT_PLAIN, .place = wandb_parameter_place(parameter)};
    }
    choices_give(&choices, axis);
}

/* All with one exponent, and so few that they can be counted. */
static const char *align_steps(struct steps *steps)
{
    struct decimal *const all[] = {&steps->least, &steps->most, &steps->step};
    int exponent = 0;
    int64_t span, past;
    for (size_t i = 0; i < COUNT(all); i++) {
        exponent = all[i]->digits != 0 && all[i]->exponent < exponent ? all[i]->exponent : exponent;
    }
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!decimal_rescale(all[i], exponent)) {
            return "min, max and q have too many digits together";
        }
    }
    if (steps->step.digits <= 0) {
        return "q must be above 0";
    }
    if (steps->least.digits >= steps->most.digits) {
        return "min must be less than max";
    }
    const bool overflows = __builtin_sub_overflow(steps->most.digits, steps->least.digits, &span) ||
                           __builtin_add_overflow(steps->most.digits, steps->step.digits, &past);
    return overflows || span / steps->step.digits >= STEPS_MAX ? "more than 1000000 values" : NULL;
}

bool wandb_steps_read(const struct wandb_parameter *parameter, struct sweep_axis *axis, const struct sweep_key *key)
{
    const bool has_quantum = parameter->form->optional & MEMBER_Q;
    struct steps steps = {.step = {.digits = 1}, .has_most = !has_quantum};
    bool are_integers[3] = {false, false, !has_quantum};
    const struct node *q = wandb_parameter_member(parameter, MEMBER_Q);
    if (!wandb_parameter_decimal(parameter, wandb_parameter_member(parameter, MEMBER_MIN), &steps.least,
                                 &are_integers[0]) ||
        !wandb_parameter_decimal(parameter, wandb_parameter_member(parameter, MEMBER_MAX), &steps.most,
                                 &are_integers[1]) ||
        (q && !wandb_parameter_decimal(parameter, q, &steps.step, &are_integers[2]))) {
        return false;
    }
    steps.are_integers = are_integers[0] && are_integers[1] && are_integers[2];
    if (!has_quantum && !steps.are_integers) {
        return wandb_parameter_refuse(parameter, parameter->name, "int_uniform has integers for min and max");
    }
    const char *problem = align_steps(&steps);
    if (problem) {
        return wandb_parameter_refuse(parameter, parameter->name, problem);
    }
    put_steps(parameter, &steps, axis, key);
    return true;
}

bool wandb_steps_has(const struct wandb_form *form)
{
    return form->distribution == DRAW_INT_UNIFORM || (form->distribution == DRAW_UNIFORM && form->optional & MEMBER_Q);
}
