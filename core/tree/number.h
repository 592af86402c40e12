/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as they are written, compared exactly: no double stands between 0.1 and 1e-1, or before 1e400. */
#ifndef INLAY_NUMBER_H
#define INLAY_NUMBER_H

#include "core/tree/lexeme.h"

/* The value is 0.DIGITS times ten to the exponent. */
struct number {
    enum number_kind kind;
    bool negative;      /* never of zero */
    struct text digits; /* from the first that is no zero to the last that is none; a point may be among them */
    size_t count;       /* of digits, the point left out; 0 for zero */
    int64_t exponent;   /* of zero 0; a written exponent beyond NUMBER_EXPONENT_MAX counts as that */
};
#define NUMBER_EXPONENT_MAX ((int64_t)100000000000000000)

/* node is a NODE_INT or a NODE_FLOAT, whose text is borrowed. */
struct number number_of(struct arena *arena, const struct node *node);

enum number_order {
    NUMBER_LESS,
    NUMBER_EQUAL,
    NUMBER_GREATER,
    NUMBER_UNORDERED,
};
enum number_order number_compare(struct number a, struct number b);

/* Whether a number is beyond a double's range (1e400), so that readers disagree on it. */
bool number_overflows(struct number number);

/* Equal numbers have equal hashes. */
uint64_t number_hash(struct number number);

/* 3, 3.0 and 1e2, as JSON Schema has it (2020-12 validation, section 6.1.1). */
bool number_is_integer(struct number number);

#endif
