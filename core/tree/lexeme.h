/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as they are written in YAML and JSON: taken apart, and spelt so that they mean the same to every reader.
 *
 * Source of the spellings: the measured behaviour of 33 parsers. */
#ifndef INLAY_LEXEME_H
#define INLAY_LEXEME_H

#include "core/base/buffer.h"
#include "core/tree/node.h"

enum number_kind {
    NUMBER_FINITE,
    NUMBER_INFINITE,
    NUMBER_NONE, /* .nan: neither equal to any number nor in any order with one */
};

/* The parts of a NODE_INT or NODE_FLOAT, borrowed from its text but for the digits of 0x1f and 0o17. */
struct lexeme {
    enum number_kind kind; /* of other than finite ones only the sign is set too */
    bool negative;         /* as written, of zero too */
    struct text whole;     /* decimal digits, without leading zeros; may be empty */
    struct text fraction;  /* digits as written; may be empty */
    char letter;           /* e or E; 0 without an exponent */
    char sign;             /* of the exponent, + or -; 0 without one */
    struct text exponent;  /* its digits */
};

struct lexeme lexeme_read(struct arena *arena, struct text written);

/* Puts the YAML spelling that all readers agree on: 1e-4 becomes 1.0e-4, 0o17 15. kind is NODE_INT or NODE_FLOAT. */
void lexeme_put_yaml(struct buffer *out, enum node_kind kind, struct text written);

/* The same for JSON; false for what JSON cannot say (NaN, infinities). */
bool lexeme_put_json(struct buffer *out, enum node_kind kind, struct text written);

/* Whether all readers of YAML agree on what is written. */
bool lexeme_is_agreed(struct arena *arena, enum node_kind kind, struct text written);

#endif
