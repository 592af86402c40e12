/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/emit.h"
#include "core/base/utf8.h"
#include "core/tree/number.h"
#include "core/tree/own_tag.h"
#include "core/tree/scalar.h"

static const char hex_digits[] = "0123456789ABCDEF";

static void put_hex(struct buffer *out, char letter, uint32_t value, int digits)
{
    buffer_byte(out, '\\');
    buffer_byte(out, letter);
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
        buffer_byte(out, hex_digits[value >> shift & 0xF]);
    }
}

/* Characters that some reader refuses, folds or drops when they stand raw between double quotes. */
static bool needs_unicode_escape(uint32_t point)
{
    return point == 0x2028 || point == 0x2029 || point == 0xFEFF || (point >= 0xFDD0 && point <= 0xFDEF) ||
           (point >= 0xFFF9 && point <= 0xFFFC) || (point & 0xFFFE) == 0xFFFE;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point <= 0xA0);
}

/* Also what a reader of YAML would trip over: JSON is often read as YAML. */
static bool needs_json_escape(uint32_t point)
{
    return point <= 0xFFFF && ((is_control(point) && point != 0xA0) || needs_unicode_escape(point));
}

static char short_escape(uint32_t point)
{
    switch (point) {
    case '\n':
        return 'n';
    case '\t':
        return 't';
    case '\r':
        return 'r';
    case '"':
    case '\\':
        return (char)point;
    default:
        return 0;
    }
}

static void put_double_quoted(struct buffer *out, struct text string, bool yaml)
{
    buffer_byte(out, '"');
    for (size_t at = 0, length; at < string.length; at += length) {
        uint32_t point = utf8_decode(string, at, &length);
        char letter = yaml && point == 0 ? '0' : short_escape(point);
        if (letter) {
            buffer_byte(out, '\\');
            buffer_byte(out, letter);
        } else if (yaml && is_control(point)) {
            put_hex(out, 'x', point, 2); /* the one escape that all readers of YAML know */
        } else if (yaml ? needs_unicode_escape(point) : needs_json_escape(point)) {
            put_hex(out, point > 0xFFFF ? 'U' : 'u', point, point > 0xFFFF ? 8 : 4);
        } else {
            buffer_put(out, text_part(string, at, at + length));
        }
    }
    buffer_byte(out, '"');
}

static void put_yaml_double_quoted(struct buffer *out, struct text string)
{
    put_double_quoted(out, string, true);
}

/* A key that is no string. */
static bool put_other_key(struct buffer *out, const struct node *key)
{
    if (key->kind != NODE_STRING) {
        buffer_put(out, key->kind == NODE_NULL ? TEXT("null") : key->text);
    }
    return key->kind != NODE_STRING;
}

static void put_yaml_flow_key(struct buffer *out, const struct node *key)
{
    if (!put_other_key(out, key)) {
        put_yaml_double_quoted(out, key->text);
    }
}

void emit_json_key(struct buffer *out, const struct node *key)
{
    emit_json_string(out, key->text);
}

void emit_json_string(struct buffer *out, struct text string)
{
    put_double_quoted(out, string, false);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_exponent_like(struct text string)
{
    size_t at = 1;
    if (string.bytes[0] != 'e' && string.bytes[0] != 'E') {
        return false;
    }
    if (at < string.length && string.bytes[at] == '-') {
        at++;
    }
    return at < string.length && is_digit(string.bytes[at]);
}

/* [A-Za-z/][A-Za-z0-9_./-]* without the words that some reader takes for another type. */
static bool is_plain_safe(struct text string)
{
    static const struct text numbers[] = {TEXT("nan"), TEXT("inf"), TEXT("infinity")}; /* to some readers */
    if (string.length == 0 || string.length > 1000 || !(is_letter(string.bytes[0]) || string.bytes[0] == '/')) {
        return false;
    }
    for (size_t i = 0; i < string.length; i++) {
        char c = string.bytes[i];
        if (!is_letter(c) && !is_digit(c) && c != '_' && c != '.' && c != '/' && c != '-') {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (text_equal_any_case(string, numbers[i])) {
            return false;
        }
    }
    return scalar_kind(string) == NODE_STRING && !is_exponent_like(string);
}

static bool is_single_quote_safe(struct text string)
{
    for (size_t at = 0, length; at < string.length; at += length) {
        uint32_t point = utf8_decode(string, at, &length);
        if (is_control(point) || needs_unicode_escape(point)) {
            return false;
        }
    }
    return true;
}

static void put_single_quoted(struct buffer *out, struct text string)
{
    buffer_byte(out, '\'');
    for (size_t i = 0; i < string.length; i++) {
        if (string.bytes[i] == '\'') {
            buffer_byte(out, '\'');
        }
        buffer_byte(out, string.bytes[i]);
    }
    buffer_byte(out, '\'');
}

static void put_yaml_string(struct buffer *out, struct text string, const struct node *like)
{
    enum node_style style = like && node_is_scalar(like) ? like->style : STYLE_DOUBLE;
    if (style == STYLE_PLAIN && is_plain_safe(string)) {
        buffer_put(out, string);
    } else if (style == STYLE_SINGLE && is_single_quote_safe(string)) {
        put_single_quoted(out, string);
    } else {
        put_yaml_double_quoted(out, string);
    }
}

/* What a tag makes of it is the program's: it stands as it was written where that can be. Behind a tag alone a comma
 * would be a part of that to some readers. */
static void put_tagged_scalar(struct buffer *out, const struct node *value)
{
    const struct text text = value->text;
    if (value->style == STYLE_PLAIN &&
        (text.length == 0 || (scalar_is_plain_in_flow(text) && is_single_quote_safe(text)))) {
        buffer_put(out, text);
    } else {
        put_yaml_string(out, text, value->style == STYLE_SINGLE ? value : NULL);
    }
}

struct text emit_text(struct arena *arena, enum format format, const struct node *value, const struct node *like)
{
    struct buffer out = {.arena = arena};
    if (format == FORMAT_JSON) {
        emit_json(&out, value);
    } else {
        emit_yaml(&out, value, like);
    }
    return buffer_text(&out);
}

void emit_comma(struct buffer *out)
{
    char before = out->length > 0 ? out->bytes[out->length - 1] : '[';
    buffer_put(out, before == '{' || before == '[' ? TEXT("") : TEXT(", "));
}

void emit_collection(struct buffer *out, const struct node *collection,
                     void (*put_value)(struct buffer *out, const struct node *value),
                     void (*put_key)(struct buffer *out, const struct node *key))
{
    bool map = collection->kind == NODE_MAP;
    buffer_byte(out, map ? '{' : '[');
    for (const struct node *child = collection->first; child; child = child->next) {
        emit_comma(out);
        if (map) {
            put_key(out, child->key);
            buffer_put(out, TEXT(": "));
        }
        put_value(out, child);
    }
    buffer_byte(out, map ? '}' : ']');
}

/* What both formats spell alike; false for other values. */
static bool put_literal(struct buffer *out, const struct node *value)
{
    if (value->kind == NODE_NULL) {
        buffer_put(out, TEXT("null"));
    } else if (value->kind == NODE_BOOL) {
        buffer_put(out, value->text.bytes[0] == 't' || value->text.bytes[0] == 'T' ? TEXT("true") : TEXT("false"));
    }
    return value->kind == NODE_NULL || value->kind == NODE_BOOL;
}

static void put_yaml_inner(struct buffer *out, const struct node *value)
{
    emit_yaml(out, value, NULL);
}

void emit_yaml(struct buffer *out, const struct node *value, const struct node *like)
{
    const struct text tag = node_own_tag(value);
    if (tag.length > 0) {
        own_tag_put(out, tag);
        buffer_byte(out, ' ');
    }
    if (tag.length > 0 && node_is_scalar(value)) {
        put_tagged_scalar(out, value);
        return;
    }
    if (put_literal(out, value)) {
        return;
    }
    switch (value->kind) {
    case NODE_INT:
    case NODE_FLOAT:
        lexeme_put_yaml(out, value->kind, value->text);
        break;
    case NODE_AMBIGUOUS:
        buffer_put(out, value->text);
        break;
    case NODE_LIST:
    case NODE_MAP:
        emit_collection(out, value, put_yaml_inner, put_yaml_flow_key);
        break;
    default:
        put_yaml_string(out, value->text, like);
        break;
    }
}

void emit_json(struct buffer *out, const struct node *value)
{
    if (put_literal(out, value)) {
        return;
    }
    switch (value->kind) {
    case NODE_INT:
    case NODE_FLOAT:
        lexeme_put_json(out, value->kind, value->text);
        break;
    case NODE_LIST:
    case NODE_MAP:
        emit_collection(out, value, emit_json, emit_json_key);
        break;
    default:
        emit_json_string(out, value->text);
        break;
    }
}

void emit_yaml_key(struct buffer *out, struct text key)
{
    if (is_plain_safe(key)) {
        buffer_put(out, key);
    } else {
        put_yaml_double_quoted(out, key);
    }
}

void emit_yaml_typed_key(struct buffer *out, const struct node *key)
{
    if (!put_other_key(out, key)) {
        emit_yaml_key(out, key->text);
    }
}

const char *emit_ambiguity_refusal(struct arena *arena, struct text word, const char *as_string)
{
    const char *advice = scalar_ambiguity_advice(word);
    struct buffer message = {.arena = arena};
    buffer_format(&message, "%.*s is read differently by YAML 1.1 and 1.2 (%s%s%s)", TEXT_ARGS(word),
                  advice ? advice : "", advice ? ", or " : "", as_string);
    return buffer_string(&message);
}

static const char *ambiguity_refusal(struct arena *arena, const struct node *scalar, enum format format,
                                     const struct node *like)
{
    bool same_kind = like && like->kind == NODE_AMBIGUOUS && scalar_same_ambiguity(like->text, scalar->text);
    if (format == FORMAT_YAML && same_kind) {
        return NULL;
    }
    return emit_ambiguity_refusal(arena, scalar->text, "quote it for a string");
}

static const char *float_refusal(struct arena *arena, const struct node *number, enum format format)
{
    struct buffer message = {.arena = arena};
    if (number_overflows(number_of(arena, number))) {
        buffer_format(&message, "%.*s is beyond the range of a double (readers disagree on what it is)",
                      TEXT_ARGS(number->text));
        return buffer_string(&message);
    }
    if (format == FORMAT_JSON && !lexeme_put_json(&message, NODE_FLOAT, number->text)) {
        buffer_format(&message, "%.*s cannot be said in JSON (use null or a string, as the job expects)",
                      TEXT_ARGS(number->text));
        return buffer_string(&message);
    }
    return NULL;
}

/* YAML 1.2.2, 7.4.2: an implicit key is at most 1024 characters. Bytes are no fewer. */
#define YAML_KEY_MAX 1024

static const char *json_tag_refusal(struct arena *arena, struct text tag)
{
    struct buffer message = {.arena = arena};
    own_tag_put(&message, tag);
    buffer_put(&message, TEXT(" cannot be said in JSON, which has no tags"));
    return buffer_string(&message);
}

static const char *scalar_refusal(struct arena *arena, const struct node *value, enum format format,
                                  const struct node *like)
{
    switch (value->kind) {
    case NODE_AMBIGUOUS:
        return ambiguity_refusal(arena, value, format, like);
    case NODE_FLOAT:
        return float_refusal(arena, value, format);
    case NODE_STRING:
        return !utf8_is_valid(value->text) ? "the string holds half of a surrogate pair (\\ud800 to \\udfff)" : NULL;
    default:
        return NULL;
    }
}

/* Whether readers make keys of different types of it. A word such as y is put as a string, a date as it is written. */
static bool is_disputed_key(const struct node *key)
{
    const enum ambiguity ambiguity = key->kind == NODE_AMBIGUOUS ? scalar_ambiguity(key->text) : AMBIGUITY_NONE;
    return ambiguity != AMBIGUITY_NONE && ambiguity != AMBIGUITY_BOOL && ambiguity != AMBIGUITY_DATE;
}

const char *emit_key_refusal(struct arena *arena, const struct node *key, enum format format)
{
    struct buffer written = {.arena = arena};
    if (!utf8_is_valid(key->text)) {
        return "the key holds half of a surrogate pair (\\ud800 to \\udfff)";
    }
    if (format == FORMAT_YAML && is_disputed_key(key)) {
        return ambiguity_refusal(arena, key, format, NULL);
    }
    if (format == FORMAT_YAML && key->text.length > YAML_KEY_MAX / 8) {
        emit_yaml_key(&written, key->text);
    }
    return written.length > YAML_KEY_MAX ? "the key is longer than YAML lets a key be (1024 characters)" : NULL;
}

const char *emit_refusal(struct arena *arena, const struct node *value, enum format format, const struct node *like,
                         const struct node **culprit)
{
    const struct text tag = node_own_tag(value);
    const char *problem = tag.length > 0 && format == FORMAT_JSON ? json_tag_refusal(arena, tag) : NULL;
    if (problem || (value->kind != NODE_LIST && value->kind != NODE_MAP)) {
        *culprit = value;
        return problem ? problem : scalar_refusal(arena, value, format, like);
    }
    const struct node *map = like && like->kind == NODE_MAP ? like : NULL;
    const struct node *element = like && like->kind == NODE_LIST ? like->first : NULL;
    for (const struct node *child = value->first; child; child = child->next) {
        const char *refusal = child->key ? emit_key_refusal(arena, child->key, format) : NULL;
        const struct node *old = child->key && map ? node_find(arena, (struct node *)map, child->key->text) : element;
        if (refusal) {
            *culprit = child->key;
            return refusal;
        }
        refusal = emit_refusal(arena, child, format, old, culprit);
        if (refusal) {
            return refusal;
        }
        element = element && element->next ? element->next : element;
    }
    return NULL;
}
