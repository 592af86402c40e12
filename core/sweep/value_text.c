/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/value_text.h"
#include "core/tree/number.h"

#include <string.h>

static void put_number(struct buffer *out, const struct node *value, bool is_loose)
{
    const struct number number = number_of(out->arena, value);
    const bool is_negative = number.negative || (!is_loose && text_starts(value->text, TEXT("-")));
    buffer_format(out, "%c%c%d",
                  is_loose                  ? 'n'
                  : value->kind == NODE_INT ? 'i'
                                            : 'f',
                  is_negative ? '-' : '+', number.kind);
    for (size_t i = 0; i < number.digits.length; i++) {
        if (number.digits.bytes[i] != '.') {
            buffer_byte(out, number.digits.bytes[i]);
        }
    }
    buffer_format(out, "e%lld", (long long)number.exponent);
}

/* The length keeps a text apart from what follows it. */
static void put_text(struct buffer *out, char letter, struct text text)
{
    buffer_format(out, "%c%zu:%.*s", letter, text.length, TEXT_ARGS(text));
}

/* Merges two sorted halves, by way of spare. */
static void sort(struct text *list, struct text *spare, size_t count)
{
    if (count < 2) {
        return;
    }
    const size_t half = count / 2;
    sort(list, spare, half);
    sort(list + half, spare, count - half);
    memcpy(spare, list, count * sizeof *list);
    for (size_t i = 0, a = 0, b = half; i < count; i++) {
        const bool takes_first = b == count || (a < half && text_compare(spare[a], spare[b]) <= 0);
        list[i] = spare[takes_first ? a++ : b++];
    }
}

/* In the order of the keys' texts. */
static void put_map(struct buffer *out, const struct node *map, bool is_loose)
{
    struct text *members = arena_array(out->arena, struct text, map->count),
                *spare = arena_array(out->arena, struct text, map->count);
    size_t count = 0;
    for (const struct node *child = map->first; child; child = child->next) {
        struct buffer member = {.arena = out->arena};
        value_text_put(&member, child->key, is_loose);
        value_text_put(&member, child, is_loose);
        members[count++] = buffer_text(&member);
    }
    sort(members, spare, count);
    buffer_byte(out, '{');
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, members[i]);
    }
    buffer_byte(out, '}');
}

static void put_list(struct buffer *out, const struct node *list, bool is_loose)
{
    buffer_byte(out, '[');
    for (const struct node *child = list->first; child; child = child->next) {
        value_text_put(out, child, is_loose);
    }
    buffer_byte(out, ']');
}

void value_text_put(struct buffer *out, const struct node *value, bool is_loose)
{
    const struct text tag = node_own_tag(value);
    if (tag.length > 0) {
        put_text(out, '!', tag);
    }
    switch ((enum node_kind)value->kind) {
    case NODE_NULL:
        buffer_byte(out, 'z');
        break;
    case NODE_BOOL:
        buffer_byte(out, text_lower(value->text.bytes[0]));
        break;
    case NODE_INT:
    case NODE_FLOAT:
        put_number(out, value, is_loose);
        break;
    case NODE_AMBIGUOUS:
        put_text(out, is_loose ? 's' : 'w', value->text);
        break;
    case NODE_STRING:
    case NODE_ALIAS: /* none is left in a value that was read */
        put_text(out, 's', value->text);
        break;
    case NODE_LIST:
        put_list(out, value, is_loose);
        break;
    case NODE_MAP:
        put_map(out, value, is_loose);
        break;
    }
}
