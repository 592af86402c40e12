/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/scalar.h"
#include "core/tree/lexeme.h"
#include "core/tree/pyyaml.h"

#include <string.h>

/* lower, Capitalised or UPPER: the three spellings that YAML's types allow. */
static bool equal_three_cases(struct text word, struct text lower_case)
{
    if (!text_equal_any_case(word, lower_case)) {
        return false;
    }
    size_t capitals = 0;
    size_t letters = 0;
    size_t first = word.length;
    for (size_t i = 0; i < word.length; i++) {
        char c = word.bytes[i];
        bool capital = c >= 'A' && c <= 'Z';
        if (capital || (c >= 'a' && c <= 'z')) {
            letters++;
            capitals += capital;
            first = first == word.length ? i : first;
        }
    }
    return capitals == 0 || capitals == letters ||
           (capitals == 1 && word.bytes[first] >= 'A' && word.bytes[first] <= 'Z');
}

static size_t skip_sign(struct text word)
{
    return word.length > 0 && (word.bytes[0] == '-' || word.bytes[0] == '+') ? 1 : 0;
}

static bool begins_number(char c)
{
    return is_digit(c) || c == '-' || c == '+' || c == '.';
}

static bool all_of(struct text word, size_t at, bool (*belongs)(char c))
{
    if (at >= word.length) {
        return false;
    }
    for (; at < word.length; at++) {
        if (!belongs(word.bytes[at])) {
            return false;
        }
    }
    return true;
}

static bool is_hex(char c)
{
    return text_hex_value(c) >= 0;
}

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

static bool is_binary_part(char c)
{
    return c == '0' || c == '1' || c == '_';
}

static bool is_hex_part(char c)
{
    return is_hex(c) || c == '_';
}

static bool is_number_part(char c)
{
    return is_digit(c) || c == '_';
}

static size_t skip_number_parts(struct text word, size_t at)
{
    while (at < word.length && is_number_part(word.bytes[at])) {
        at++;
    }
    return at;
}

static bool has_prefix(struct text word, size_t at, char letter)
{
    return at + 2 < word.length && word.bytes[at] == '0' && word.bytes[at + 1] == letter;
}

static bool is_special_float(struct text word, size_t sign)
{
    struct text name = text_from(word, sign);
    bool not_a_number =
        text_equal(name, TEXT(".nan")) || text_equal(name, TEXT(".NaN")) || text_equal(name, TEXT(".NAN"));
    return equal_three_cases(name, TEXT(".inf")) || (sign == 0 && not_a_number);
}

/* [-+]? ( digits ( . digits? )? | . digits ) ( [eE] [-+]? digits )?  with at least a dot or an exponent. */
static bool is_float(struct text word, size_t sign)
{
    size_t whole = text_skip_digits(word, sign);
    size_t at = whole;
    size_t fraction = 0;
    bool dot = at < word.length && word.bytes[at] == '.';
    if (dot) {
        size_t end = text_skip_digits(word, at + 1);
        fraction = end - at - 1;
        at = end;
    }
    if (whole == sign && fraction == 0) {
        return false;
    }
    if (at == word.length) {
        return dot;
    }
    if (word.bytes[at] != 'e' && word.bytes[at] != 'E') {
        return false;
    }
    at++;
    if (at < word.length && (word.bytes[at] == '-' || word.bytes[at] == '+')) {
        at++;
    }
    return at < word.length && text_skip_digits(word, at) == word.length;
}

/* digits ( : [0-5]?digit )+ ( . digits? )?  so that 8080:80, which nobody takes for a number, stays a string. */
static bool is_sexagesimal(struct text word, size_t sign)
{
    size_t at = skip_number_parts(word, sign);
    if (at == sign) {
        return false;
    }
    size_t groups = 0;
    while (at < word.length && word.bytes[at] == ':') {
        size_t end = text_skip_digits(word, at + 1);
        size_t width = end - at - 1;
        if (width < 1 || width > 2 || (width == 2 && word.bytes[at + 1] > '5')) {
            return false;
        }
        at = end;
        groups++;
    }
    if (groups > 0 && at < word.length && word.bytes[at] == '.') {
        return at + 1 == word.length || all_of(word, at + 1, is_number_part);
    }
    return groups > 0 && at == word.length;
}

/* Skips numbers separated by colons; 0 when no number begins at `at`. */
static size_t skip_clock(struct text word, size_t at)
{
    size_t end = text_skip_digits(word, at);
    while (end > at && end < word.length && word.bytes[end] == ':') {
        at = end + 1;
        end = text_skip_digits(word, at);
    }
    return end > at ? end : 0;
}

/* d:d[:d][.d][Z|+d[:d]], with any number of digits: readers take more spellings of a time than YAML 1.1 names. */
static bool is_time(struct text word, size_t at)
{
    at = skip_clock(word, text_skip_blanks(word, at));
    if (at > 0 && at < word.length && word.bytes[at] == '.') {
        at = text_skip_digits(word, at + 1);
    }
    if (at == 0 || at == word.length) {
        return at > 0;
    }
    at = text_skip_blanks(word, at);
    if (at == word.length) {
        return false;
    }
    if (word.bytes[at] == 'Z' || word.bytes[at] == 'z') {
        return at + 1 == word.length;
    }
    return (word.bytes[at] == '+' || word.bytes[at] == '-') && skip_clock(word, at + 1) == word.length;
}

/* dddd-d{1,2}-d{1,2}, alone or followed by a time. */
static bool is_date(struct text word)
{
    size_t at = text_skip_digits(word, 0);
    if (at != 4) {
        return false;
    }
    for (int part = 0; part < 2; part++) {
        if (at >= word.length || word.bytes[at] != '-') {
            return false;
        }
        size_t end = text_skip_digits(word, at + 1);
        if (end - at < 2 || end - at > 3) {
            return false;
        }
        at = end;
    }
    return at == word.length || ((text_lower(word.bytes[at]) == 't' || text_is_blank(word.bytes[at])) &&
                                 text_find(word, at, ':') < word.length && is_time(word, at + 1));
}

/* A float of YAML 1.1 that only its underscores keep from being one of 1.2. */
static bool is_underscore_float(struct text word, size_t sign)
{
    size_t at = skip_number_parts(word, sign);
    if (at > sign && !is_digit(word.bytes[sign])) {
        return false;
    }
    if (at < word.length && word.bytes[at] == '.') {
        at = skip_number_parts(word, at + 1);
    }
    bool underscore = false;
    bool digit = false;
    for (size_t i = sign; i < at; i++) {
        underscore |= word.bytes[i] == '_';
        digit |= is_digit(word.bytes[i]);
    }
    if (at < word.length && (word.bytes[at] == 'e' || word.bytes[at] == 'E')) {
        at++;
        if (at < word.length && (word.bytes[at] == '-' || word.bytes[at] == '+')) {
            at++;
        }
        at = text_skip_digits(word, at);
    }
    return at == word.length && underscore && digit;
}

/* Digits with a leading zero that only an exponent makes a number: more often the name of a revision (00215e6). */
static bool is_padded_exponent(struct text word, size_t sign)
{
    size_t end = text_skip_digits(word, sign);
    return end > sign + 1 && word.bytes[sign] == '0' && end < word.length && text_lower(word.bytes[end]) == 'e' &&
           is_float(word, sign);
}

enum ambiguity scalar_ambiguity(struct text word)
{
    static const struct text booleans[] = {TEXT("y"),  TEXT("n"),   TEXT("yes"),  TEXT("no"),
                                           TEXT("on"), TEXT("off"), TEXT("true"), TEXT("false")};
    if (word.length == 0) {
        return AMBIGUITY_NONE;
    }
    size_t sign = skip_sign(word);
    if (begins_number(word.bytes[0])) {
        if (is_date(word)) {
            return AMBIGUITY_DATE;
        }
        if (is_sexagesimal(word, sign)) {
            return AMBIGUITY_SEXAGESIMAL;
        }
        if ((has_prefix(word, sign, 'b') && all_of(word, sign + 2, is_binary_part)) ||
            (has_prefix(word, sign, 'x') && all_of(word, sign + 2, is_hex_part)) ||
            (has_prefix(word, sign, 'o') && sign && all_of(word, sign + 2, is_octal)) ||
            (sign < word.length && is_digit(word.bytes[sign]) && all_of(word, sign, is_number_part))) {
            return AMBIGUITY_INTEGER;
        }
        return is_underscore_float(word, sign) || is_padded_exponent(word, sign) ? AMBIGUITY_FLOAT : AMBIGUITY_NONE;
    }
    for (size_t i = 0; i < sizeof booleans / sizeof *booleans; i++) {
        if (text_equal_any_case(word, booleans[i])) {
            return AMBIGUITY_BOOL;
        }
    }
    if (text_equal_any_case(word, TEXT("null"))) {
        return AMBIGUITY_NULL;
    }
    return text_equal(word, TEXT("=")) || text_equal(word, TEXT("<<")) ? AMBIGUITY_SIGN : AMBIGUITY_NONE;
}

static enum node_kind kind_unless_ambiguous(struct text plain)
{
    return scalar_ambiguity(plain) == AMBIGUITY_NONE ? NODE_STRING : NODE_AMBIGUOUS;
}

static enum node_kind kind_of_number(struct text plain)
{
    size_t sign = skip_sign(plain);
    size_t digits = text_skip_digits(plain, sign);
    bool leading_zero = digits > sign + 1 && plain.bytes[sign] == '0';
    if (digits == plain.length && digits > sign && !leading_zero) {
        return NODE_INT;
    }
    if (sign == 0 && ((has_prefix(plain, 0, 'x') && all_of(plain, 2, is_hex)) ||
                      (has_prefix(plain, 0, 'o') && all_of(plain, 2, is_octal)))) {
        return NODE_INT;
    }
    bool is_number = is_special_float(plain, sign) || (is_float(plain, sign) && !is_padded_exponent(plain, sign));
    return is_number ? NODE_FLOAT : kind_unless_ambiguous(plain);
}

/* Called for each plain scalar of a file: the first character settles most. */
enum node_kind scalar_kind(struct text plain)
{
    if (plain.length == 0) {
        return NODE_NULL;
    }
    if (begins_number(plain.bytes[0])) {
        return kind_of_number(plain);
    }
    switch (text_lower(plain.bytes[0])) {
    case '~':
    case 'n':
        if (text_equal(plain, TEXT("~")) || equal_three_cases(plain, TEXT("null"))) {
            return NODE_NULL;
        }
        return kind_unless_ambiguous(plain);
    case 't':
    case 'f':
        if (equal_three_cases(plain, TEXT("true")) || equal_three_cases(plain, TEXT("false"))) {
            return NODE_BOOL;
        }
        return kind_unless_ambiguous(plain);
    case 'y':
    case 'o':
    case '=':
    case '<':
        return kind_unless_ambiguous(plain);
    default:
        return NODE_STRING;
    }
}

bool scalar_tagged_kind(struct text name, struct text text, enum node_kind *kind)
{
    static const struct {
        struct text name;
        enum node_kind kind;
    } tags[] = {{TEXT("str"), NODE_STRING},
                {TEXT("null"), NODE_NULL},
                {TEXT("bool"), NODE_BOOL},
                {TEXT("int"), NODE_INT},
                {TEXT("float"), NODE_FLOAT}};
    size_t i = 0;
    while (i < sizeof tags / sizeof *tags && !text_equal(name, tags[i].name)) {
        i++;
    }
    if (i == sizeof tags / sizeof *tags) {
        return false;
    }
    enum node_kind plain = scalar_kind(text);
    *kind = tags[i].kind;
    return *kind == NODE_STRING || *kind == plain ||
           (*kind == NODE_FLOAT && plain == NODE_INT && !has_prefix(text, 0, 'x') && !has_prefix(text, 0, 'o'));
}

bool scalar_same_ambiguity(struct text a, struct text b)
{
    enum ambiguity class = scalar_ambiguity(a);
    return class == scalar_ambiguity(b) && class != AMBIGUITY_SIGN;
}

const char *scalar_ambiguity_advice(struct text word)
{
    static const char *const advices[AMBIGUITY_SIGN + 1] = {
        [AMBIGUITY_BOOL] = "write true or false",
        [AMBIGUITY_NULL] = "write null",
        [AMBIGUITY_INTEGER] = "write the number in decimal digits alone",
        [AMBIGUITY_FLOAT] = "write the number without underscores and leading zeros",
        [AMBIGUITY_SEXAGESIMAL] = "write the number of seconds",
    };
    return advices[scalar_ambiguity(word)];
}

bool scalar_is_string_in_1_1(struct text plain)
{
    const enum node_kind kind = scalar_kind(plain);
    return (kind == NODE_INT || kind == NODE_FLOAT) && !pyyaml_is_number(plain);
}

bool scalar_is_plain_in_flow(struct text plain)
{
    if (text_starts(plain, TEXT(":")) || text_starts(plain, TEXT("?"))) {
        return false;
    }
    for (size_t i = 0; i < plain.length; i++) {
        char c = plain.bytes[i];
        if (c == ',' || c == '[' || c == ']' || c == '{' || c == '}' || c == '\n' || c == '\r' || c == '#' ||
            (c == ':' && (i + 1 == plain.length || strchr(" ?", plain.bytes[i + 1])))) {
            return false;
        }
    }
    return plain.length > 0;
}

static struct text comparable_number(struct arena *arena, const struct node *number)
{
    struct buffer out = {.arena = arena};
    if (number->kind == NODE_INT) {
        lexeme_put_json(&out, NODE_INT, number->text);
    } else {
        lexeme_put_yaml(&out, NODE_FLOAT, number->text);
    }
    return buffer_text(&out);
}

bool scalar_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch (a->kind) {
    case NODE_NULL:
        return true;
    case NODE_BOOL:
        return text_lower(a->text.bytes[0]) == text_lower(b->text.bytes[0]);
    case NODE_INT:
    case NODE_FLOAT:
        return text_equal(comparable_number(arena, a), comparable_number(arena, b));
    default:
        return text_equal(a->text, b->text);
    }
}
