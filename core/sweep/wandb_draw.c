/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/wandb_draw.h"
#include "core/sweep/portable_math.h"

/* Of integers below, each has a double of its own. */
#define EXACT_MAX 9007199254740992.0

/* Puts the number of a member, where there is one. */
static bool read_number(const struct wandb_parameter *parameter, enum wandb_member member, double *number,
                        bool *is_integer)
{
    struct decimal decimal;
    const struct node *node = wandb_parameter_member(parameter, member);
    if (!node) {
        return true;
    }
    if (!wandb_parameter_decimal(parameter, node, &decimal, is_integer)) {
        return false;
    }
    *number = decimal_to_double(decimal);
    return true;
}

static bool check_bounds(const struct wandb_parameter *parameter, const struct draw *draw)
{
    const struct node *most = wandb_parameter_member(parameter, MEMBER_MAX);
    if (draw->a >= draw->b) {
        return wandb_parameter_refuse(parameter, most, "min must be less than max");
    }
    if (draw->distribution == DRAW_LOG_UNIFORM && parameter->form->bounds == BOUNDS_VALUES && draw->a <= 0) {
        return wandb_parameter_refuse(parameter, wandb_parameter_member(parameter, MEMBER_MIN),
                                      "min must be above 0 (bounds are values here; exponents of e are log_uniform's)");
    }
    if (parameter->form->bounds != BOUNDS_VALUES && (draw->a < -700 || draw->b > 700)) {
        return wandb_parameter_refuse(parameter, most,
                                      "bounds are exponents of e here, and this is more than a number holds");
    }
    return true;
}

static void apply_exponents(const struct wandb_parameter *parameter, struct draw *draw)
{
    if (parameter->form->bounds == BOUNDS_VALUES) {
        return;
    }
    const bool is_inverse = parameter->form->bounds == BOUNDS_INVERSE;
    const double least = is_inverse ? -draw->b : draw->a, most = is_inverse ? -draw->a : draw->b;
    draw->a = portable_exp(least);
    draw->b = portable_exp(most);
}

static bool read_bounds(const struct wandb_parameter *parameter, struct draw *draw)
{
    bool are_integers[2] = {false};
    if (!read_number(parameter, MEMBER_MIN, &draw->a, &are_integers[0]) ||
        !read_number(parameter, MEMBER_MAX, &draw->b, &are_integers[1]) || !check_bounds(parameter, draw)) {
        return false;
    }
    if (draw->distribution == DRAW_INT_UNIFORM && !(are_integers[0] && are_integers[1])) {
        return wandb_parameter_refuse(parameter, parameter->name, "int_uniform has integers for min and max");
    }
    if (draw->distribution == DRAW_INT_UNIFORM && (draw->a <= -EXACT_MAX || draw->b >= EXACT_MAX)) {
        return wandb_parameter_refuse(parameter, parameter->name, "min and max must be within 2^53");
    }
    apply_exponents(parameter, draw);
    return true;
}

/* W&B's defaults: mu 0 and sigma 1, a and b 1. */
static bool read_shape(const struct wandb_parameter *parameter, struct draw *draw)
{
    const bool is_beta = draw->distribution == DRAW_BETA;
    bool is_integer;
    draw->a = is_beta ? 1 : 0;
    draw->b = 1;
    if (!read_number(parameter, is_beta ? MEMBER_A : MEMBER_MU, &draw->a, &is_integer) ||
        !read_number(parameter, is_beta ? MEMBER_B : MEMBER_SIGMA, &draw->b, &is_integer)) {
        return false;
    }
    if (is_beta && draw->a <= 0) {
        return wandb_parameter_refuse(parameter, wandb_parameter_member(parameter, MEMBER_A), "a must be above 0");
    }
    return draw->b > 0 ||
           wandb_parameter_refuse(parameter, wandb_parameter_member(parameter, is_beta ? MEMBER_B : MEMBER_SIGMA),
                                  is_beta ? "b must be above 0" : "sigma must be above 0");
}

/* W&B's default is 1.0, whose multiples are floats. */
static bool read_quantum(const struct wandb_parameter *parameter, struct draw *draw)
{
    if (!(parameter->form->optional & MEMBER_Q)) {
        return true;
    }
    draw->q = 1;
    draw->may_exceed = true;
    if (!read_number(parameter, MEMBER_Q, &draw->q, &draw->is_integer)) {
        return false;
    }
    return draw->q > 0 ||
           wandb_parameter_refuse(parameter, wandb_parameter_member(parameter, MEMBER_Q), "q must be above 0");
}

bool wandb_draw_read(const struct wandb_parameter *parameter, struct sweep_axis *axis, const struct sweep_key *key)
{
    struct draw *draw = &axis->draw;
    draw->distribution = parameter->form->distribution;
    if (!(parameter->form->required & MEMBER_MIN ? read_bounds : read_shape)(parameter, draw) ||
        !read_quantum(parameter, draw)) {
        return false;
    }
    const char *problem = draw_problem(draw);
    axis->key = key;
    axis->is_drawn = true;
    return !problem || wandb_parameter_refuse(parameter, parameter->name, problem);
}
