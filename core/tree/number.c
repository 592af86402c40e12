/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/number.h"
#include "core/tree/scalar.h"

/* .inf .Inf Infinity, .nan .NaN NaN: after the sign and a dot there is a letter. */
static bool read_special(struct text unsigned_lexeme, struct number *number)
{
    struct text name = text_starts(unsigned_lexeme, TEXT(".")) ? text_from(unsigned_lexeme, 1) : unsigned_lexeme;
    if (name.length == 0 || is_digit(name.bytes[0])) {
        return false;
    }
    bool infinite = name.bytes[0] == 'i' || name.bytes[0] == 'I';
    number->kind = infinite ? NUMBER_INFINITE : NUMBER_NONE;
    return true;
}

static int64_t read_exponent(struct text written)
{
    bool negative = text_starts(written, TEXT("-"));
    int64_t exponent = 0;
    for (size_t i = negative || text_starts(written, TEXT("+")); i < written.length; i++) {
        exponent = exponent * 10 + (written.bytes[i] - '0');
        if (exponent > NUMBER_EXPONENT_MAX) {
            exponent = NUMBER_EXPONENT_MAX;
            break;
        }
    }
    return negative ? -exponent : exponent;
}

/* digits . digits e exponent, all of them but one digit optional */
static void read_decimal(struct text unsigned_lexeme, struct number *number)
{
    int64_t whole = -1; /* digits before the point */
    int64_t digits = 0, leading = 0, last = 0;
    size_t start = 0, end = 0, at = 0;
    for (; at < unsigned_lexeme.length && (is_digit(unsigned_lexeme.bytes[at]) || unsigned_lexeme.bytes[at] == '.');
         at++) {
        char c = unsigned_lexeme.bytes[at];
        if (c == '.') {
            whole = digits;
            continue;
        }
        if (c != '0' && end == 0) {
            start = at;
            leading = digits;
        }
        digits++;
        if (c != '0') {
            end = at + 1;
            last = digits;
        }
    }
    if (end == 0) {
        number->negative = false;
        return;
    }
    number->digits = text_part(unsigned_lexeme, start, end);
    number->count = (size_t)(last - leading);
    number->exponent = (whole < 0 ? digits : whole) - leading;
    if (at < unsigned_lexeme.length) {
        number->exponent += read_exponent(text_from(unsigned_lexeme, at + 1));
    }
}

static bool is_based(struct text lexeme)
{
    return text_starts(lexeme, TEXT("0x")) || text_starts(lexeme, TEXT("0o"));
}

struct number number_of(struct arena *arena, const struct node *node)
{
    struct number number = {.kind = NUMBER_FINITE};
    struct text lexeme = node->text;
    if (is_based(lexeme)) {
        struct buffer decimal = {.arena = arena};
        scalar_put_json_number(&decimal, NODE_INT, lexeme);
        lexeme = buffer_text(&decimal);
    }
    number.negative = text_starts(lexeme, TEXT("-"));
    if (number.negative || text_starts(lexeme, TEXT("+"))) {
        lexeme = text_from(lexeme, 1);
    }
    if (!read_special(lexeme, &number)) {
        read_decimal(lexeme, &number);
    }
    return number;
}

/* The digit at *at, and *at moved on; -1 behind the last. */
static int next_digit(struct text digits, size_t *at)
{
    if (*at < digits.length && digits.bytes[*at] == '.') {
        ++*at;
    }
    return *at < digits.length ? digits.bytes[(*at)++] - '0' : -1;
}

/* Of two finite numbers, both positive or zero. */
static enum number_order compare_sizes(struct number a, struct number b)
{
    if (a.digits.length == 0 || b.digits.length == 0) {
        return a.digits.length > 0 ? NUMBER_GREATER : b.digits.length > 0 ? NUMBER_LESS : NUMBER_EQUAL;
    }
    if (a.exponent != b.exponent) {
        return a.exponent < b.exponent ? NUMBER_LESS : NUMBER_GREATER;
    }
    size_t at_a = 0, at_b = 0;
    int digit_a, digit_b;
    do {
        digit_a = next_digit(a.digits, &at_a);
        digit_b = next_digit(b.digits, &at_b);
    } while (digit_a == digit_b && digit_a >= 0);
    return digit_a < digit_b ? NUMBER_LESS : digit_a > digit_b ? NUMBER_GREATER : NUMBER_EQUAL;
}

enum number_order number_compare(struct number a, struct number b)
{
    if (a.kind == NUMBER_NONE || b.kind == NUMBER_NONE) {
        return NUMBER_UNORDERED;
    }
    if (a.negative != b.negative) {
        return a.negative ? NUMBER_LESS : NUMBER_GREATER;
    }
    enum number_order order;
    if (a.kind == b.kind) {
        order = a.kind == NUMBER_INFINITE ? NUMBER_EQUAL : compare_sizes(a, b);
    } else {
        order = a.kind == NUMBER_INFINITE ? NUMBER_GREATER : NUMBER_LESS;
    }
    if (a.negative && order != NUMBER_EQUAL) {
        return order == NUMBER_LESS ? NUMBER_GREATER : NUMBER_LESS;
    }
    return order;
}

bool number_is_integer(struct number number)
{
    return number.kind == NUMBER_FINITE && (int64_t)number.count <= number.exponent;
}

uint64_t number_hash(struct number number)
{
    uint64_t hash = (uint64_t)number.exponent * 4 + (uint64_t)number.kind;
    size_t at = 0;
    for (int digit = next_digit(number.digits, &at); digit >= 0; digit = next_digit(number.digits, &at)) {
        hash = (hash + (unsigned)digit + 1) * 0x100000001b3U;
    }
    return number.negative ? ~hash : hash;
}
