/* SPDX-License-Identifier: Apache-2.0 */
/* Random values that are the same on every machine. */
#ifndef INLAY_DRAW_H
#define INLAY_DRAW_H

#include "core/base/buffer.h"

/* As W&B's sweeps name them. */
enum distribution {
    DRAW_UNIFORM,     /* between a and b */
    DRAW_INT_UNIFORM, /* an integer, a and b among them */
    DRAW_LOG_UNIFORM, /* its logarithm is uniform; a and b are values. So is the logarithm of its inverse */
    DRAW_NORMAL,      /* a is the mean, b the standard deviation */
    DRAW_LOG_NORMAL,  /* its logarithm is normal: a and b are that one's */
    DRAW_BETA,        /* a and b are its parameters */
};

/* A value is a float of 6 significant digits, or with q a multiple of that. None is beyond bounds a and b, save where
 * there is no multiple between them. */
struct draw {
    enum distribution distribution;
    double a, b;
    double q;        /* 0: none */
    bool is_integer; /* q is of that type, and so are the values */
    bool may_exceed; /* a multiple of q may lie beyond the bounds: round(X/q)*q, as W&B has it */
};

/* NULL when something can be drawn; else what is wrong, as the text of a message. */
const char *draw_problem(const struct draw *draw);

/* A generator of numbers: its name stands beside what it has drawn. Each key has a stream of its own, by its name, so
 * neither other axes nor their order change what is drawn for it. */
#define DRAW_GENERATOR "splitmix64"
struct draw_state {
    uint64_t state;
};

/* The stream of a seed that name names. */
struct draw_state draw_stream(uint64_t seed, struct text name);

/* Uniform in [0, 1), and among the integers below count, which is not 0. */
double draw_unit(struct draw_state *state);
uint64_t draw_below(struct draw_state *state, uint64_t count);

/* Puts one value as an assignment has it. */
void draw_put(struct draw_state *state, const struct draw *draw, struct buffer *out);

#endif
