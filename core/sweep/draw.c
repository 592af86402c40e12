/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/draw.h"
#include "core/sweep/decimal.h"
#include "core/sweep/portable_math.h"

#include <float.h>

#define SIGNIFICANT 6
#define EXACT_MAX   9007199254740992.0 /* integers up to here are doubles: 2^53 */

/* D. Lea's and S. Vigna's finaliser: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014. */
static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static uint64_t next(struct draw_state *state)
{
    return mix(state->state += UINT64_C(0x9e3779b97f4a7c15));
}

struct draw_state draw_stream(uint64_t seed, struct text name)
{
    struct draw_state state = {seed};
    return (struct draw_state){next(&state) ^ text_hash(name)};
}

double draw_unit(struct draw_state *state)
{
    return (double)(next(state) >> 11) * 0x1p-53;
}

/* Those that would make the lower integers likelier are drawn again. */
uint64_t draw_below(struct draw_state *state, uint64_t count)
{
    const uint64_t surplus = (UINT64_MAX % count + 1) % count;
    uint64_t drawn;
    do {
        drawn = next(state);
    } while (drawn > UINT64_MAX - surplus);
    return drawn % count;
}

/* In (0, 1], which has a logarithm. */
static double draw_unit_above_0(struct draw_state *state)
{
    return 1 - draw_unit(state);
}

/* G. Marsaglia's polar method. */
static double draw_normal(struct draw_state *state)
{
    double x, square;
    do {
        x = 2 * draw_unit(state) - 1;
        const double y = 2 * draw_unit(state) - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    return x * portable_sqrt(-2 * portable_log(square) / square);
}

/* The logarithm of a value of the gamma distribution: G. Marsaglia and W. Tsang, "A simple method for generating gamma
 * variables", 2000. */
static double draw_log_gamma(struct draw_state *state, double shape)
{
    if (shape < 1) {
        const double above = draw_log_gamma(state, shape + 1);
        return above + portable_log(draw_unit_above_0(state)) / shape;
    }
    const double d = shape - 1.0 / 3, c = 1 / portable_sqrt(9 * d);
    for (;;) {
        const double x = draw_normal(state), root = 1 + c * x;
        const double u = draw_unit_above_0(state);
        if (root > 0) {
            const double v = root * root * root, log_v = portable_log(v);
            if (portable_log(u) < x * x / 2 + d - d * v + d * log_v) {
                return portable_log(d) + log_v;
            }
        }
    }
}

static double draw_beta(struct draw_state *state, double a, double b)
{
    const double first = draw_log_gamma(state, a), second = draw_log_gamma(state, b);
    return 1 / (1 + portable_exp(second - first));
}

static double between(double a, double b, double share)
{
    return a * (1 - share) + b * share;
}

static double draw_value(struct draw_state *state, const struct draw *draw)
{
    const double a = draw->a, b = draw->b;
    switch (draw->distribution) {
    case DRAW_UNIFORM:
        return between(a, b, draw_unit(state));
    case DRAW_INT_UNIFORM:
        return (double)((int64_t)a + (int64_t)draw_below(state, (uint64_t)(b - a) + 1));
    case DRAW_LOG_UNIFORM:
        return portable_exp(between(portable_log(a), portable_log(b), draw_unit(state)));
    case DRAW_NORMAL:
        return a + b * draw_normal(state);
    case DRAW_LOG_NORMAL:
        return portable_exp(a + b * draw_normal(state));
    case DRAW_BETA:
        return draw_beta(state, a, b);
    }
    return a;
}

static bool has_bounds(const struct draw *draw)
{
    return draw->distribution <= DRAW_LOG_UNIFORM;
}

static int64_t nearest(double value)
{
    value = value > EXACT_MAX ? EXACT_MAX : value < -EXACT_MAX ? -EXACT_MAX : value;
    return (int64_t)(value + (value < 0 ? -0.5 : 0.5));
}

static struct decimal multiple(struct decimal q, int64_t factor)
{
    int64_t digits;
    if (__builtin_mul_overflow(q.digits, factor, &digits)) {
        return decimal_of_double(decimal_to_double(q) * (double)factor, 17);
    }
    return (struct decimal){digits, q.exponent};
}

static struct decimal round_to_multiple(const struct draw *draw, double value)
{
    const struct decimal q = decimal_shortest(draw->q);
    int64_t factor = nearest(value / draw->q);
    if (has_bounds(draw) && !draw->may_exceed) {
        int64_t least = nearest(draw->a / draw->q), most = nearest(draw->b / draw->q);
        least += decimal_to_double(multiple(q, least)) < draw->a;
        most -= decimal_to_double(multiple(q, most)) > draw->b;
        factor = least > most ? factor : factor < least ? least : factor > most ? most : factor;
    }
    return multiple(q, factor);
}

static struct decimal round_to_digits(const struct draw *draw, double value)
{
    const struct decimal rounded = decimal_of_double(value, SIGNIFICANT);
    const double back = decimal_to_double(rounded);
    if (has_bounds(draw) && (back < draw->a || back > draw->b)) {
        return decimal_shortest(back < draw->a ? draw->a : draw->b);
    }
    return rounded;
}

void draw_put(struct draw_state *state, const struct draw *draw, struct buffer *out)
{
    const double value = draw_value(state, draw);
    if (draw->q > 0) {
        decimal_put(out, round_to_multiple(draw, value), draw->is_integer);
    } else if (draw->distribution == DRAW_INT_UNIFORM) {
        decimal_put(out, (struct decimal){.digits = (int64_t)value}, true);
    } else {
        decimal_put(out, round_to_digits(draw, value), false);
    }
}

static bool is_finite(double value)
{
    return value >= -DBL_MAX && value <= DBL_MAX;
}

/* About the largest value that is ever drawn. */
static double most_of(const struct draw *draw)
{
    const double a = draw->a < 0 ? -draw->a : draw->a, b = draw->b < 0 ? -draw->b : draw->b;
    switch (draw->distribution) {
    case DRAW_NORMAL:
        return a + 10 * b;
    case DRAW_LOG_NORMAL:
        return portable_exp(draw->a + 10 * b);
    case DRAW_BETA:
        return 1;
    default:
        return a > b ? a : b;
    }
}

static const char *bounds_problem(const struct draw *draw)
{
    if (draw->a > draw->b) {
        return "the most is below the least";
    }
    if (draw->distribution == DRAW_LOG_UNIFORM && draw->a <= 0) {
        return "a logarithm takes bounds above 0";
    }
    if (draw->distribution == DRAW_INT_UNIFORM &&
        (draw->a < -EXACT_MAX || draw->b > EXACT_MAX || draw->a != (double)(int64_t)draw->a ||
         draw->b != (double)(int64_t)draw->b)) {
        return "the bounds have to be integers of no more than 2^53";
    }
    return NULL;
}

const char *draw_problem(const struct draw *draw)
{
    if (!is_finite(draw->a) || !is_finite(draw->b) || !is_finite(draw->q)) {
        return "a number is not finite";
    }
    if (draw->q < 0) {
        return "what the values are multiples of has to be above 0";
    }
    if (draw->q > 0 && most_of(draw) / draw->q > EXACT_MAX) {
        return "the values are too large to be multiples of so small a number";
    }
    if (has_bounds(draw)) {
        return bounds_problem(draw);
    }
    if (draw->distribution == DRAW_BETA) {
        return draw->a > 0 && draw->b > 0 ? NULL : "both parameters have to be above 0";
    }
    if (draw->b < 0) {
        return "the standard deviation is below 0";
    }
    return NULL;
}
