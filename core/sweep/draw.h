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

struct draw {
    enum distribution distribution;
    double a, b;
    double
        q; /* a multiple of this; 0: 6 significant digits, since the C library's logarithms differ between machines */
    bool is_int; /* with a q that is an integer: so are the multiples, as they are to W&B. Else they are floats */
};

/* A generator of numbers: its name stands beside what it has drawn. */
#define DRAW_GENERATOR "splitmix64"
struct draw_state {
    uint64_t state;
};

/* Uniform in [0, 1). */
double draw_unit(struct draw_state *state);

/* Puts one value as an assignment has it. */
void draw_put(struct draw_state *state, const struct draw *draw, struct buffer *out);

#endif
