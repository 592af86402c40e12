/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/sweep_value.h"
#include "core/tree/emit.h"
#include "core/tree/place.h"
#include "core/tree/scalar.h"

/* What no assignment's text can hold. */
static bool needs_escapes(struct text string)
{
    for (size_t i = 0; i < string.length; i++) {
        const unsigned char c = (unsigned char)string.bytes[i];
        if (c < 0x20 && c != '\t' && c != '\n') {
            return true;
        }
    }
    return false;
}

static void put_string(struct arena *arena, struct sweep_value *value, struct text string)
{
    value->kind = ASSIGNMENT_STRING;
    value->text = string;
    if (needs_escapes(string)) {
        struct buffer escaped = {.arena = arena};
        emit_json_string(&escaped, string);
        value->kind = ASSIGNMENT_JSON;
        value->text = buffer_text(&escaped);
    }
}

/* Other scalars stand as they are written, so that people find 1e-4 again, unless that says something else without a tag
 * or in YAML: NaN in JSON, !!float 3, an empty null. */
struct sweep_value sweep_value_of(struct arena *arena, const struct document *document, const struct node *value)
{
    struct sweep_value result = {.kind = ASSIGNMENT_PLAIN, .place = document_place(document, value->head)};
    if (node_own_tag(value).length > 0) {
        result.kind = ASSIGNMENT_TAGGED;
        result.text = emit_text(arena, FORMAT_YAML, value, NULL);
    } else if (value->kind == NODE_STRING) {
        put_string(arena, &result, value->text);
    } else if (node_is_scalar(value) && value->text.length > 0 && scalar_kind(value->text) == value->kind) {
        result.text = value->text;
    } else {
        result.text = emit_text(arena, FORMAT_YAML, value, NULL);
    }
    return result;
}

static struct text doubled_braces(struct arena *arena, struct text string)
{
    struct buffer doubled = {.arena = arena};
    for (size_t i = 0; i < string.length; i++) {
        const char c = string.bytes[i];
        buffer_repeat(&doubled, c, c == '{' || c == '}' ? 2 : 1);
    }
    return buffer_text(&doubled);
}

static void double_braces(struct arena *arena, struct node *value)
{
    if (value->kind == NODE_STRING) {
        value->text = doubled_braces(arena, value->text);
    }
    for (struct node *child = value->first; child; child = child->next) {
        double_braces(arena, child);
    }
}

struct sweep_value sweep_value_literal(struct arena *arena, const struct document *document, const struct node *value)
{
    struct node *copy = node_synthetic_copy(arena, value);
    double_braces(arena, copy);
    struct sweep_value result = sweep_value_of(arena, document, copy);
    result.place = document_place(document, value->head);
    return result;
}
