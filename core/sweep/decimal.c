/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/decimal.h"
#include "core/tree/number.h"
#include "core/tree/scalar.h"

#include <stdio.h>
#include <stdlib.h>

#define DIGITS_MAX   18  /* any number of so many fits into digits */
#define EXPONENT_MAX 400 /* beyond what a double has */

const char *decimal_read(struct arena *arena, struct text text, struct decimal *decimal, bool *is_integer)
{
    const struct node node = {.kind = scalar_kind(text), .text = text};
    if (!node_is_number(&node)) {
        return "is no number";
    }
    const struct number number = number_of(arena, &node);
    if (number.kind != NUMBER_FINITE) {
        return "is not finite";
    }
    if (number.exponent > EXPONENT_MAX || number.exponent < -EXPONENT_MAX || number_overflows(number)) {
        return "is beyond the range of a double";
    }
    if (number.count > DIGITS_MAX) {
        return "has more than 18 digits";
    }
    *is_integer = node.kind == NODE_INT;
    *decimal = (struct decimal){.exponent = (int)number.exponent - (int)number.count};
    for (size_t i = 0; i < number.digits.length; i++) {
        const char c = number.digits.bytes[i];
        decimal->digits = is_digit(c) ? decimal->digits * 10 + (c - '0') : decimal->digits;
    }
    decimal->digits = number.negative ? -decimal->digits : decimal->digits;
    return NULL;
}

bool decimal_rescale(struct decimal *decimal, int exponent)
{
    while (decimal->digits != 0 && decimal->exponent > exponent) {
        if (__builtin_mul_overflow(decimal->digits, 10, &decimal->digits)) {
            return false;
        }
        decimal->exponent--;
    }
    decimal->exponent = exponent;
    return true;
}

/* 0.DIGITS times ten to the exponent, not zero, as a float. */
static void put_float(struct buffer *out, struct text digits, int exponent)
{
    const int count = (int)digits.length;
    if (exponent <= -4 || exponent > 16) {
        buffer_format(out, "%c%s%.*se%d", digits.bytes[0], count > 1 ? "." : "", count - 1, digits.bytes + 1,
                      exponent - 1);
    } else if (exponent <= 0) {
        buffer_put(out, TEXT("0."));
        buffer_repeat(out, '0', (size_t)-exponent);
        buffer_put(out, digits);
    } else if (exponent >= count) {
        buffer_put(out, digits);
        buffer_repeat(out, '0', (size_t)(exponent - count));
        buffer_put(out, TEXT(".0"));
    } else {
        buffer_format(out, "%.*s.%.*s", exponent, digits.bytes, count - exponent, digits.bytes + exponent);
    }
}

void decimal_put(struct buffer *out, struct decimal decimal, bool is_integer)
{
    if (decimal.digits == 0) {
        buffer_put(out, is_integer ? TEXT("0") : TEXT("0.0"));
        return;
    }
    while (is_integer && decimal.exponent < 0) {
        decimal.digits /= 10;
        decimal.exponent++;
    }
    char digits[24];
    size_t length = buffer_format_fixed(digits, sizeof digits, "%lld", (long long)decimal.digits);
    const size_t sign = digits[0] == '-';
    buffer_put(out, sign ? TEXT("-") : TEXT(""));
    if (is_integer) {
        buffer_put(out, (struct text){digits + sign, length - sign});
        buffer_repeat(out, '0', (size_t)decimal.exponent);
        return;
    }
    const int exponent = decimal.exponent + (int)(length - sign);
    while (digits[length - 1] == '0') {
        length--;
    }
    put_float(out, (struct text){digits + sign, length - sign}, exponent);
}

/* strtod() and snprintf() round to the nearest in glibc and in musl. */
double decimal_to_double(struct decimal decimal)
{
    char text[40];
    buffer_format_fixed(text, sizeof text, "%llde%d", (long long)decimal.digits, decimal.exponent);
    return strtod(text, NULL);
}

struct decimal decimal_of_double(double value, int significant)
{
    char text[40];
    snprintf(text, sizeof text, "%.*e", significant - 1, value);
    struct decimal decimal = {.exponent = 1 - significant};
    char *at = text;
    for (; *at != 'e'; at++) {
        decimal.digits = is_digit(*at) ? decimal.digits * 10 + (*at - '0') : decimal.digits;
    }
    decimal.exponent += atoi(at + 1);
    decimal.digits = value < 0 ? -decimal.digits : decimal.digits;
    return decimal;
}

struct decimal decimal_shortest(double value)
{
    int significant = 6;
    struct decimal decimal = decimal_of_double(value, significant);
    while (significant < 17 && decimal_to_double(decimal) != value) {
        decimal = decimal_of_double(value, ++significant);
    }
    return decimal;
}
