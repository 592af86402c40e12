/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/python_word.h"
#include "core/base/utf8.h"

/* Each function below passes what it is named after from `at` on, and returns where that ends, or NOWHERE. */
#define NOWHERE SIZE_MAX

static size_t pass_text(struct text word, size_t at, struct text wanted)
{
    return at != NOWHERE && text_starts(text_from(word, at), wanted) ? at + wanted.length : NOWHERE;
}

/* 1.0e-05 is 1e-05 there; .inf and .nan have no dot. */
static size_t pass_float(struct text word, size_t at, struct text number)
{
    size_t dot = text_find(number, 0, '.');
    bool is_sign_before = dot == 0 || (dot == 1 && number.bytes[0] == '-');
    if (dot < number.length && is_sign_before) {
        at = pass_text(word, at, text_part(number, 0, dot));
        return pass_text(word, at, text_from(number, dot + 1));
    }
    if (text_starts(text_from(number, dot), TEXT(".0e"))) {
        at = pass_text(word, at, text_part(number, 0, dot));
        return pass_text(word, at, text_from(number, dot + 2));
    }
    return pass_text(word, at, number);
}

/* \xHH, \uHHHH, \UHHHHHHHH: digits of them, behind the letter at `at`. */
static size_t pass_code_point(struct text word, size_t at, size_t digits, uint32_t *code_point)
{
    *code_point = 0;
    for (size_t end = at + 1 + digits; ++at < end;) {
        int digit = at < word.length ? text_hex_value(word.bytes[at]) : -1;
        if (digit < 0) {
            return NOWHERE;
        }
        *code_point = *code_point << 4 | (uint32_t)digit;
    }
    return at;
}

/* What stands behind a backslash; *code_point is what it means. */
static size_t pass_escape(struct text word, size_t at, uint32_t *code_point)
{
    if (at >= word.length) {
        return NOWHERE;
    }
    switch (word.bytes[at]) {
    case 'x':
        return pass_code_point(word, at, 2, code_point);
    case 'u':
        return pass_code_point(word, at, 4, code_point);
    case 'U':
        return pass_code_point(word, at, 8, code_point);
    case 'n':
        *code_point = '\n';
        break;
    case 'r':
        *code_point = '\r';
        break;
    case 't':
        *code_point = '\t';
        break;
    default: /* itself */
        *code_point = (unsigned char)word.bytes[at];
        break;
    }
    return at + 1;
}

static size_t pass_quoted(struct text word, size_t at, struct text string)
{
    const char quote = at < word.length ? word.bytes[at] : '\0';
    size_t in_string = 0;
    if (quote != '\'' && quote != '"') {
        return NOWHERE;
    }
    for (at++; at < word.length && word.bytes[at] != quote;) {
        char encoded[4] = {word.bytes[at]};
        size_t length = 1;
        if (word.bytes[at] == '\\') {
            uint32_t code_point;
            at = pass_escape(word, at + 1, &code_point);
            length = at == NOWHERE || code_point > 0x10ffff ? 0 : utf8_encode(encoded, code_point);
        } else {
            at++;
        }
        if (length == 0 || !text_starts(text_from(string, in_string), (struct text){encoded, length})) {
            return NOWHERE;
        }
        in_string += length;
    }
    return in_string == string.length ? pass_text(word, at, (struct text){&quote, 1}) : NOWHERE;
}

static size_t pass_value(struct text word, size_t at, const struct node *value);

static size_t pass_children(struct text word, size_t at, const struct node *collection)
{
    const bool is_map = collection->kind == NODE_MAP;
    at = pass_text(word, at, is_map ? TEXT("{") : TEXT("["));
    for (const struct node *child = collection->first; child && at != NOWHERE; child = child->next) {
        at = child == collection->first ? at : pass_text(word, at, TEXT(", "));
        at = is_map ? pass_text(word, pass_value(word, at, child->key), TEXT(": ")) : at;
        at = pass_value(word, at, child);
    }
    return pass_text(word, at, is_map ? TEXT("}") : TEXT("]"));
}

/* repr() of it. */
static size_t pass_value(struct text word, size_t at, const struct node *value)
{
    if (at == NOWHERE) {
        return NOWHERE;
    }
    switch (value->kind) {
    case NODE_NULL:
        return pass_text(word, at, TEXT("None"));
    case NODE_BOOL:
        return pass_text(word, at, text_lower(value->text.bytes[0]) == 't' ? TEXT("True") : TEXT("False"));
    case NODE_INT:
        return pass_text(word, at, value->text);
    case NODE_FLOAT:
        return pass_float(word, at, value->text);
    case NODE_LIST:
    case NODE_MAP:
        return pass_children(word, at, value);
    case NODE_ALIAS:
        return pass_value(word, at, value->first);
    default:
        return pass_quoted(word, at, value->text);
    }
}

bool python_word_is(struct text word, const struct node *value)
{
    value = value->kind == NODE_ALIAS ? value->first : value;
    return value->kind == NODE_STRING ? text_equal(word, value->text) : pass_value(word, 0, value) == word.length;
}
