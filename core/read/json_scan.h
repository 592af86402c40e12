/* SPDX-License-Identifier: Apache-2.0 */
/* JSON's characters: RFC 8259, and the few things beyond it that config files hold and their readers take: comments (as
 * in JSONC), a comma after the last element, and NaN, Infinity and -Infinity (as Python writes them).
 *
 * Every function takes the bytes [at, end), and says nothing about what is wrong. */
#ifndef INLAY_JSON_SCAN_H
#define INLAY_JSON_SCAN_H

#include "core/tree/node.h"

/* Past blanks and comments; *lenient is set when there was one. A comment with something wrong in it is not passed. */
const char *json_skip_space(const char *at, const char *end, bool *lenient);

/* Past the string that begins with the quote at *at: true, with *at behind its closing quote. Else false, with *at where
 * it goes wrong, or at end. */
bool json_skip_string(const char **at, const char *end, bool *has_escapes);

/* The end of the number whose first digit stands at `at`: kind is NODE_INT or NODE_FLOAT. NULL when it is none. */
const char *json_number_end(const char *at, const char *end, enum node_kind *kind);

/* The end of the word that stands at `at`: true, NaN, … NULL when it is none. */
const char *json_word_end(const char *at, const char *end, enum node_kind *kind, bool *lenient);

/* Whether a number or a word ends before `at`. */
bool json_ends_word(const char *at, const char *end);

/* Past a whole value, whose depth is given; NULL when there is none, or something is wrong inside. */
const char *json_skip_value(const char *at, const char *end, unsigned depth, bool *lenient);

#endif
