/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/lexeme.h"

static struct text without_leading_zeros(struct text digits)
{
    size_t zeros = 0;
    while (zeros < digits.length && digits.bytes[zeros] == '0') {
        zeros++;
    }
    return text_from(digits, zeros);
}

/* An unsigned number of the given base, of any length, in decimal. */
static struct text in_decimal(struct arena *arena, struct text digits, unsigned base)
{
    struct buffer out = {.arena = arena};
    uint32_t *limbs = arena_array(arena, uint32_t, digits.length / 4 + 2); /* base 10^9, least first */
    size_t count = 1;
    for (size_t i = 0; i < digits.length; i++) {
        uint64_t carry = (uint64_t)text_hex_value(digits.bytes[i]);
        for (size_t limb = 0; limb < count; limb++) {
            carry += (uint64_t)limbs[limb] * base;
            limbs[limb] = (uint32_t)(carry % 1000000000);
            carry /= 1000000000;
        }
        if (carry) {
            limbs[count++] = (uint32_t)carry;
        }
    }
    while (count > 0) {
        buffer_format(&out, "%09u", limbs[--count]);
    }
    return buffer_text(&out);
}

/* .inf .Inf Infinity, .nan .NaN NaN: after the sign and a dot there is a letter. */
static enum number_kind kind_of(struct text unsigned_number)
{
    struct text name = text_from(unsigned_number, text_starts(unsigned_number, TEXT(".")));
    if (name.length == 0 || is_digit(name.bytes[0])) {
        return NUMBER_FINITE;
    }
    return name.bytes[0] == 'i' || name.bytes[0] == 'I' ? NUMBER_INFINITE : NUMBER_NONE;
}

struct lexeme lexeme_read(struct arena *arena, struct text written)
{
    struct lexeme lexeme = {.fraction = TEXT(""), .exponent = TEXT("")};
    lexeme.negative = text_starts(written, TEXT("-"));
    struct text rest = text_from(written, lexeme.negative || text_starts(written, TEXT("+")));
    if (text_starts(rest, TEXT("0x")) || text_starts(rest, TEXT("0o"))) {
        lexeme.whole = without_leading_zeros(in_decimal(arena, text_from(rest, 2), rest.bytes[1] == 'x' ? 16 : 8));
        return lexeme;
    }
    lexeme.kind = kind_of(rest);
    if (lexeme.kind != NUMBER_FINITE) {
        return lexeme;
    }
    size_t end = text_skip_digits(rest, 0);
    lexeme.whole = without_leading_zeros(text_part(rest, 0, end));
    if (end < rest.length && rest.bytes[end] == '.') {
        size_t start = end + 1;
        end = text_skip_digits(rest, start);
        lexeme.fraction = text_part(rest, start, end);
    }
    if (end < rest.length) {
        lexeme.letter = rest.bytes[end++];
        if (end < rest.length && !is_digit(rest.bytes[end])) {
            lexeme.sign = rest.bytes[end++];
        }
        lexeme.exponent = text_from(rest, end);
    }
    return lexeme;
}

/* Whole part and fraction have at least one digit each. */
static void put_mantissa(struct buffer *out, const struct lexeme *lexeme, bool with_fraction)
{
    if (lexeme->negative) {
        buffer_byte(out, '-');
    }
    buffer_put(out, lexeme->whole.length ? lexeme->whole : TEXT("0"));
    if (with_fraction) {
        buffer_byte(out, '.');
        buffer_put(out, lexeme->fraction.length ? lexeme->fraction : TEXT("0"));
    }
}

void lexeme_put_yaml(struct buffer *out, enum node_kind kind, struct text written)
{
    if (text_starts(written, TEXT("0x"))) {
        buffer_put(out, written); /* the same number to YAML 1.1 and 1.2 readers; 0o17 is a string to the former */
        return;
    }
    struct lexeme lexeme = lexeme_read(out->arena, written);
    if (lexeme.kind != NUMBER_FINITE) {
        buffer_put(out, lexeme.kind == NUMBER_NONE ? TEXT(".nan") : lexeme.negative ? TEXT("-.inf") : TEXT(".inf"));
        return;
    }
    put_mantissa(out, &lexeme, kind == NODE_FLOAT);
    /* A zero exponent is dropped: php reads 1.0e+0 as a string. */
    if (without_leading_zeros(lexeme.exponent).length > 0) {
        buffer_byte(out, lexeme.letter);
        buffer_byte(out, lexeme.sign ? lexeme.sign : '+');
        buffer_put(out, lexeme.exponent);
    }
}

/* .inf, .Inf, .INF and the same of .nan; a minus may stand before the former. */
static bool is_agreed_name(struct text written)
{
    static const struct text names[] = {TEXT(".inf"), TEXT(".Inf"), TEXT(".INF"),
                                        TEXT(".nan"), TEXT(".NaN"), TEXT(".NAN")};
    struct text name = text_from(written, text_starts(written, TEXT("-.i")) || text_starts(written, TEXT("-.I")));
    bool is = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        is |= text_equal(name, names[i]);
    }
    return is;
}

bool lexeme_is_agreed(struct arena *arena, enum node_kind kind, struct text written)
{
    const struct lexeme lexeme = lexeme_read(arena, written);
    struct buffer agreed = {.arena = arena};
    lexeme_put_yaml(&agreed, kind, written);
    struct text text = buffer_text(&agreed);
    if (lexeme.kind != NUMBER_FINITE) {
        return is_agreed_name(written);
    }
    if (text_starts(written, TEXT(".")) && lexeme.letter == 0) {
        return text_equal(text_from(text, 1), written); /* .5 */
    }
    size_t point = text_find(written, 0, '.');
    if (point < written.length && lexeme.fraction.length == 0) { /* 1. and 1.e-6 */
        return text_equal(text_part(text, 0, point + 1), text_part(written, 0, point + 1)) &&
               text_equal(text_from(text, point + 2), text_from(written, point + 1));
    }
    return text_equal(text, written);
}

bool lexeme_put_json(struct buffer *out, enum node_kind kind, struct text written)
{
    struct lexeme lexeme = lexeme_read(out->arena, written);
    if (lexeme.kind != NUMBER_FINITE) {
        return false;
    }
    put_mantissa(out, &lexeme, kind == NODE_FLOAT && (lexeme.fraction.length > 0 || !lexeme.letter));
    if (lexeme.letter) {
        buffer_byte(out, lexeme.letter);
        if (lexeme.sign) {
            buffer_byte(out, lexeme.sign);
        }
        buffer_put(out, lexeme.exponent);
    }
    return true;
}
