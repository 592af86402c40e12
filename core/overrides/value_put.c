/* SPDX-License-Identifier: Apache-2.0 */
#include "core/overrides/value_put.h"
#include "core/tree/emit.h"
#include "core/tree/lexeme.h"
#include "core/tree/own_tag.h"
#include "core/tree/scalar.h"

static void put_scalar(const struct value_writer *writer, const struct node *value)
{
    if (writer->yaml) {
        emit_yaml(writer->out, value, NULL);
    } else {
        emit_json(writer->out, value);
    }
}

void value_put_string(const struct value_writer *writer, const char *before, struct text string)
{
    const struct node value = {.kind = NODE_STRING, .style = STYLE_DOUBLE, .text = string};
    buffer_put(writer->out, text_of(before));
    put_scalar(writer, &value);
}

/* YAML reads no key that is longer than 1024 characters without a mark before it, and an escape takes up to ten. */
static bool needs_key_mark(const struct value_writer *writer, struct text key)
{
    return writer->yaml && key.length > 100;
}

/* A key that is no string is found in a file as it was written. */
static void put_key(const struct value_writer *writer, const struct node *key)
{
    bool as_written =
        key->kind != NODE_STRING && key->text.length > 0 && scalar_kind(key->text) == (enum node_kind)key->kind;
    if (as_written) {
        buffer_put(writer->out, key->text);
    } else {
        put_scalar(writer, key);
    }
}

static void put_children(const struct value_writer *writer, const struct node *collection)
{
    for (const struct node *child = collection->first; child; child = child->next) {
        const char *before = child == collection->first ? "" : ", ";
        if (child->key && needs_key_mark(writer, child->key->text)) {
            buffer_put(writer->out, text_of(before));
            before = "? ";
        }
        if (child->key) {
            buffer_put(writer->out, text_of(before));
            put_key(writer, child->key);
            before = ": ";
        }
        buffer_put(writer->out, text_of(before));
        value_put(writer, child);
    }
}

static void put_tag(const struct value_writer *writer, const struct node *collection)
{
    if (node_own_tag(collection).length > 0) {
        own_tag_put(writer->out, node_own_tag(collection));
        buffer_byte(writer->out, ' ');
    }
}

void value_put(const struct value_writer *writer, const struct node *value)
{
    bool number = node_is_number(value);
    if (value->kind == NODE_LIST || value->kind == NODE_MAP) {
        put_tag(writer, value);
        buffer_byte(writer->out, value->kind == NODE_MAP ? '{' : '[');
        put_children(writer, value);
        buffer_byte(writer->out, value->kind == NODE_MAP ? '}' : ']');
    } else if (number && scalar_kind(value->text) == (enum node_kind)value->kind) {
        buffer_put(writer->out, value->text);
    } else {
        put_scalar(writer, value);
    }
}

static bool is_json_number(struct arena *arena, const struct node *number)
{
    struct buffer spelling = {.arena = arena};
    return lexeme_put_json(&spelling, number->kind, number->text) && text_equal(buffer_text(&spelling), number->text);
}

bool value_is_json(struct arena *arena, const struct node *value)
{
    if (node_own_tag(value).length > 0) {
        return false;
    }
    switch (value->kind) {
    case NODE_AMBIGUOUS:
        return false;
    case NODE_INT:
    case NODE_FLOAT:
        return is_json_number(arena, value);
    default:
        break;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        if ((child->key && child->key->kind != NODE_STRING) || !value_is_json(arena, child)) {
            return false;
        }
    }
    return true;
}
