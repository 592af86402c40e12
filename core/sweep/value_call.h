/* SPDX-License-Identifier: Apache-2.0 */
/* What makes or draws values in an axis:
 *
 *     range(A,B)  range(A,B,STEP)          A, A+STEP, … up to B, and B itself where a step comes to it: exact decimals,
 *                                          integers where all of the numbers are. STEP is 1 unless given
 *     log(A,B,N)                           N values from A to B, each the same multiple of the one before, rounded to 6
 *                                          significant digits; integers where A, B and all of the values are
 *     uniform(A,B)  loguniform(A,B)        draws: floats of 6 significant digits
 *     uniform(A,B,Q)  loguniform(A,B,Q)    draws of multiples of Q, which are integers where Q is
 *     choice(X,Y,…)                        draws of these */
#ifndef INLAY_VALUE_CALL_H
#define INLAY_VALUE_CALL_H

#include "core/sweep/draw.h"

enum call_name {
    CALL_NONE,
    CALL_RANGE,
    CALL_LOG,
    CALL_UNIFORM, /* from here on, values are drawn */
    CALL_LOGUNIFORM,
    CALL_CHOICE,
};

struct value_call {
    enum call_name name;
    struct text arguments; /* what is in the parentheses */
};

/* CALL_NONE: text is a value like any other. */
struct value_call value_call_of(struct text text);

/* The name of a call that text may misspell, or call as other programs do; empty when there is none. */
struct text value_call_meant(struct text text);

/* The most values that a call makes. */
#define VALUE_CALL_MAX 1000000

/* The values of range and log: calls put(context, text) for each, with text in the arena. NULL, or what is wrong. */
typedef void put_value(void *context, struct text text);
const char *value_call_make(struct arena *arena, const struct value_call *call, put_value *put, void *context);

/* What uniform and loguniform draw. NULL, or what is wrong. */
const char *value_call_draw(struct arena *arena, const struct value_call *call, struct draw *draw);

#endif
