/* SPDX-License-Identifier: Apache-2.0 */
/* Where JSON's tokens end. JSON is RFC 8259 here, and what config files hold and their readers take beyond it: comments
 * (as in JSONC), a comma after the last element, and NaN, Infinity and -Infinity (as Python writes them).
 *
 * Every function looks at the bytes [at, end), and does not say what is wrong with them. */
#ifndef INLAY_JSON_SCAN_H
#define INLAY_JSON_SCAN_H

#include "core/tree/node.h"

/* Skips blanks and comments; sets *lenient when there was a comment. Stops before a malformed comment. */
const char *json_skip_space(const char *at, const char *end, bool *lenient);

/* Skips the string that begins with the quote at *at: true, with *at behind its closing quote. Else false, with *at
 * where the string goes wrong, or at end. */
bool json_skip_string(const char **at, const char *end, bool *has_escapes);

/* The end of the number whose first digit stands at `at`; *kind is NODE_INT or NODE_FLOAT. NULL when it is none. */
const char *json_number_end(const char *at, const char *end, enum node_kind *kind);

/* The end of the word that stands at `at`: true, NaN, … NULL when it is none. */
const char *json_word_end(const char *at, const char *end, enum node_kind *kind, bool *lenient);

/* Whether a number or a word ends before `at`. */
bool json_ends_word(const char *at, const char *end);

/* Skips a whole value, which stands at the given depth; NULL when there is none, or something is wrong inside. */
const char *json_skip_value(const char *at, const char *end, unsigned depth, bool *lenient);

#endif
