/* SPDX-License-Identifier: Apache-2.0 */
/* What a plain word means to readers of YAML 1.1 and 1.2.
 *
 * Source of the rules: YAML 1.2.2 section 10.3 (core schema), the YAML 1.1 type repository, and the measured behaviour
 * of 33 parsers. */
#ifndef INLAY_SCALAR_H
#define INLAY_SCALAR_H

#include "core/tree/node.h"

/* The kind of a plain YAML scalar: NULL, BOOL, INT, FLOAT, STRING, or AMBIGUOUS where readers disagree. A float without
 * a dot or an exponent's sign (1e-4) is FLOAT: inlay writes it as 1.0e-4. */
enum node_kind scalar_kind(struct text plain);

/* Whether text can have a tag of YAML's core schema whose name (node_core_tag()) this is: then *kind is what the tag
 * makes of it. 3 can be a float. */
bool scalar_tagged_kind(struct text name, struct text text, enum node_kind *kind);

/* Why a plain scalar is ambiguous. Within one class, one may take another's place. */
enum ambiguity {
    AMBIGUITY_NONE,
    AMBIGUITY_BOOL,        /* yes, Off, y, tRUE: booleans in YAML 1.1, or in some readers of it */
    AMBIGUITY_NULL,        /* nULL */
    AMBIGUITY_INTEGER,     /* 012, 1_000, 0b11, -0x1f */
    AMBIGUITY_FLOAT,       /* 1_000.5, 00215e6 */
    AMBIGUITY_SEXAGESIMAL, /* 12:30, 190:20:30.15 */
    AMBIGUITY_DATE,        /* 2024-01-01, 2024-01-01T00:00:00Z */
    AMBIGUITY_SIGN,        /* = and <<, which have tags of their own in YAML 1.1 */
};

/* AMBIGUITY_NONE where readers agree. */
enum ambiguity scalar_ambiguity(struct text word);

/* Whether two ambiguous scalars are of one kind (yes and off; 12:30 and 1:00; two dates), so that one may replace the
 * other. */
bool scalar_same_ambiguity(struct text a, struct text b);

/* What to write instead of an ambiguous scalar that is not meant for a string, for a message: "write true or false";
 * NULL when there is nothing. */
const char *scalar_ambiguity_advice(struct text word);

/* Whether a plain scalar that is a number in YAML 1.2 is a string in YAML 1.1, by the rule of PyYAML, which is stricter
 * than the type repository: 1e-3, 1.5e3, -.5, 0o17. */
bool scalar_is_string_in_1_1(struct text plain);

/* Whether a plain scalar can stand in a flow collection exactly as it is written. libyaml takes a colon or question mark
 * at its beginning for a pair's, and refuses a colon before a question mark. */
bool scalar_is_plain_in_flow(struct text plain);

/* Whether two scalar nodes are the same value of the same type, however they are spelt (1e-4 and 1.0e-4). Exponent
 * letters and digits count as written. */
bool scalar_equal(struct arena *arena, const struct node *a, const struct node *b);

#endif
