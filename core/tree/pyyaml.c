/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/pyyaml.h"

/* The resolvers are regular expressions. Each function below is a part of one: it goes on from `at`, and returns where
 * it ends, or NOWHERE. */
#define NOWHERE SIZE_MAX

static size_t skip_sign(struct text word, size_t at)
{
    return at < word.length && (word.bytes[at] == '-' || word.bytes[at] == '+') ? at + 1 : at;
}

/* [characters]* */
static size_t skip_any(struct text word, size_t at, const char *characters)
{
    while (at < word.length && text_find(text_of(characters), 0, word.bytes[at]) < text_of(characters).length) {
        at++;
    }
    return at;
}

#define DIGITS "0123456789"
#define PARTS  DIGITS "_"

/* One character. */
static size_t pass(struct text word, size_t at, char wanted)
{
    return at < word.length && word.bytes[at] == wanted ? at + 1 : NOWHERE;
}

/* From least to most digits. */
static size_t pass_digits(struct text word, size_t at, size_t least, size_t most)
{
    if (at == NOWHERE) {
        return NOWHERE;
    }
    size_t end = skip_any(word, at, DIGITS);
    end = end > at + most ? at + most : end;
    return end < at + least ? NOWHERE : end;
}

/* (?::[0-5]?[0-9])+ */
static size_t pass_sixtieths(struct text word, size_t at)
{
    size_t end = NOWHERE;
    while (at < word.length && word.bytes[at] == ':') {
        size_t digits = skip_any(word, at + 1, DIGITS) - at - 1;
        if (digits < 1 || digits > 2 || (digits == 2 && word.bytes[at + 1] > '5')) {
            return NOWHERE;
        }
        at = end = at + 1 + digits;
    }
    return end;
}

static bool ends(struct text word, size_t at)
{
    return at == word.length;
}

static bool is_integer(struct text word)
{
    const size_t at = skip_sign(word, 0);
    if (at >= word.length || !is_digit(word.bytes[at])) {
        return false;
    }
    const char *digits = word.bytes[at] != '0' || at + 1 == word.length ? PARTS
                         : word.bytes[at + 1] == 'b'                    ? "01_"
                         : word.bytes[at + 1] == 'x'                    ? PARTS "abcdefABCDEF"
                                                                        : "01234567_";
    const bool has_letter = at + 1 < word.length && (word.bytes[at + 1] == 'b' || word.bytes[at + 1] == 'x');
    const size_t start = word.bytes[at] == '0' && has_letter ? at + 2 : at;
    const size_t end = skip_any(word, start, digits);
    return end > start && (ends(word, end) || (word.bytes[at] != '0' && ends(word, pass_sixtieths(word, end))));
}

/* (?:[eE][-+][0-9]+)? */
static bool ends_in_exponent(struct text word, size_t at)
{
    if (ends(word, at)) {
        return true;
    }
    const size_t sign = at + 1;
    return text_lower(word.bytes[at]) == 'e' && skip_sign(word, sign) > sign &&
           ends(word, pass_digits(word, sign + 1, 1, word.length));
}

static bool is_float(struct text word)
{
    const size_t at = skip_sign(word, 0);
    const struct text rest = text_from(word, at);
    if (text_equal(rest, TEXT(".inf")) || text_equal(rest, TEXT(".Inf")) || text_equal(rest, TEXT(".INF")) ||
        text_equal(word, TEXT(".nan")) || text_equal(word, TEXT(".NaN")) || text_equal(word, TEXT(".NAN"))) {
        return true;
    }
    if (rest.length == 0 || (!is_digit(rest.bytes[0]) && (at > 0 || rest.bytes[0] != '.'))) {
        return false;
    }
    if (rest.bytes[0] == '.') {
        return rest.length > 1 && is_digit(rest.bytes[1]) && ends_in_exponent(word, skip_any(word, at + 1, PARTS));
    }
    const size_t whole = skip_any(word, at, PARTS);
    const size_t sixtieths = pass_sixtieths(word, whole);
    const size_t fraction = pass(word, sixtieths == NOWHERE ? whole : sixtieths, '.');
    if (fraction == NOWHERE) {
        return false;
    }
    const size_t end = skip_any(word, fraction, PARTS);
    return sixtieths == NOWHERE ? ends_in_exponent(word, end) : ends(word, end);
}

bool pyyaml_is_number(struct text plain)
{
    return is_integer(plain) || is_float(plain);
}

/* Z|[-+]\d\d?(?::\d\d)? */
static bool ends_in_zone(struct text word, size_t at)
{
    at = skip_any(word, at, " \t");
    if (ends(word, at) || ends(word, pass(word, at, 'Z'))) {
        return true;
    }
    const size_t hour = skip_sign(word, at);
    const size_t end = hour > at ? pass_digits(word, hour, 1, 2) : NOWHERE;
    return ends(word, end) || (end != NOWHERE && ends(word, pass_digits(word, pass(word, end, ':'), 2, 2)));
}

/* \d\d?:\d\d:\d\d(?:\.\d*)? and a zone */
static bool ends_in_time(struct text word, size_t at)
{
    at = pass_digits(word, at, 1, 2);
    for (int part = 0; part < 2 && at != NOWHERE; part++) {
        at = pass_digits(word, pass(word, at, ':'), 2, 2);
    }
    const size_t fraction = at == NOWHERE ? NOWHERE : pass(word, at, '.');
    at = fraction == NOWHERE ? at : skip_any(word, fraction, DIGITS);
    return at != NOWHERE && ends_in_zone(word, at);
}

/* \d\d\d\d-\d\d-\d\d, or with a time \d\d\d\d-\d\d?-\d\d? */
static bool is_timestamp(struct text word)
{
    const size_t year = pass_digits(word, 0, 4, 4);
    const size_t month = year == NOWHERE ? NOWHERE : pass_digits(word, pass(word, year, '-'), 1, 2);
    const size_t day = month == NOWHERE ? NOWHERE : pass_digits(word, pass(word, month, '-'), 1, 2);
    if (day == NOWHERE) {
        return false;
    }
    if (ends(word, day)) {
        return word.length == sizeof "2024-01-01" - 1;
    }
    const size_t blank = skip_any(word, day, " \t");
    const size_t clock = text_lower(word.bytes[day]) == 't' ? day + 1 : blank;
    return clock > day && ends_in_time(word, clock);
}

static bool is_named(struct text word)
{
    static const char names[][sizeof "false"] = {
        "yes", "Yes", "YES", "no",  "No",  "NO", "true", "True", "TRUE", "false", "False", "FALSE", "on",
        "On",  "ON",  "off", "Off", "OFF", "~",  "null", "Null", "NULL", "",      "<<",    "=",
    };
    size_t i = 0;
    while (i < sizeof names / sizeof *names && !text_equal(word, text_of(names[i]))) {
        i++;
    }
    return i < sizeof names / sizeof *names;
}

bool pyyaml_is_string(struct text plain)
{
    return !is_named(plain) && !is_timestamp(plain) && !pyyaml_is_number(plain);
}
