/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/number.h"

static int64_t read_exponent(const struct lexeme *lexeme)
{
    int64_t exponent = 0;
    for (size_t i = 0; i < lexeme->exponent.length && exponent < NUMBER_EXPONENT_MAX; i++) {
        exponent = exponent * 10 + (lexeme->exponent.bytes[i] - '0');
    }
    exponent = exponent < NUMBER_EXPONENT_MAX ? exponent : NUMBER_EXPONENT_MAX;
    return lexeme->sign == '-' ? -exponent : exponent;
}

static struct text without_zeros_at_end(struct text digits)
{
    while (digits.length > 0 && digits.bytes[digits.length - 1] == '0') {
        digits.length--;
    }
    return digits;
}

struct number number_of(struct arena *arena, const struct node *node)
{
    struct lexeme lexeme = lexeme_read(arena, node->text);
    struct number number = {.kind = lexeme.kind, .negative = lexeme.negative};
    if (lexeme.kind != NUMBER_FINITE) {
        return number;
    }
    struct text fraction = without_zeros_at_end(lexeme.fraction);
    struct text first = lexeme.whole.length > 0 ? lexeme.whole : fraction;
    number.exponent = (int64_t)lexeme.whole.length;
    while (lexeme.whole.length == 0 && first.length > 0 && first.bytes[0] == '0') {
        first = text_from(first, 1);
        number.exponent--;
    }
    if (first.length == 0) {
        return (struct number){.kind = NUMBER_FINITE};
    }
    if (fraction.length == 0) {
        number.digits = without_zeros_at_end(first);
        number.count = number.digits.length;
    } else {
        number.digits = text_part(first, 0, (size_t)(fraction.bytes + fraction.length - first.bytes));
        number.count = number.digits.length - (lexeme.whole.length > 0);
    }
    number.exponent += read_exponent(&lexeme);
    return number;
}

/* The digit at *at, which moves on; -1 behind the last. */
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

bool number_overflows(struct number number)
{
    /* The largest double is 1.7976931348623157…e308, and what rounds to it ends before these digits. */
    static const struct number least = {.digits = TEXT("17976931348623158079"), .count = 20, .exponent = 309};
    number.negative = false;
    return number.kind == NUMBER_FINITE && number_compare(number, least) != NUMBER_LESS;
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
