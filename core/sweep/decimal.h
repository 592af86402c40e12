/* SPDX-License-Identifier: Apache-2.0 */
/* Decimal numbers of up to 18 digits, with which 0.1 + 0.1 + 0.1 is 0.3. */
#ifndef INLAY_DECIMAL_H
#define INLAY_DECIMAL_H

#include "core/base/buffer.h"

struct decimal {
    int64_t digits; /* times ten to the */
    int exponent;
};

/* Reads a number as YAML's core schema writes it. NULL, or what is wrong with it. *is_integer: its type is. */
const char *decimal_read(struct arena *arena, struct text text, struct decimal *decimal, bool *is_integer);

/* Puts it as all readers take it for a number of its type: 5, 5.0, 1e-5. An integer has to be one. */
void decimal_put(struct buffer *out, struct decimal decimal, bool is_integer);

/* The double next to it, and the decimal of so many significant digits (17 at the most) next to a finite double. */
double decimal_to_double(struct decimal decimal);
struct decimal decimal_of_double(double value, int significant);
/* The one of the fewest digits, 6 or more, to which that double is the next. */
struct decimal decimal_shortest(double value);

/* With the same value and a lower exponent. False when it has too many digits then. */
bool decimal_rescale(struct decimal *decimal, int exponent);

#endif
