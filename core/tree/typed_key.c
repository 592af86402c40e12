/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/typed_key.h"
#include "core/tree/emit.h"
#include "core/tree/key_compare.h"
#include "core/tree/scalar.h"
#include "core/tree/value_equal.h"

struct text typed_key_spelling(struct arena *arena, enum node_kind kind, struct text text)
{
    const struct node scalar = {.kind = (uint8_t)kind, .text = text};
    return emit_text(arena, FORMAT_YAML, &scalar, NULL);
}

/* A scalar of a kind; a bool as the number that it is to Python. */
static struct node as_number(enum node_kind kind, struct text text)
{
    if (kind == NODE_BOOL) {
        return (struct node){.kind = NODE_INT, .text = (text.bytes[0] | 0x20) == 't' ? TEXT("1") : TEXT("0")};
    }
    return (struct node){.kind = (uint8_t)kind, .text = text};
}

/* Whether a word that is a string to some readers is key to others: yes and true, 010 and 8. Which number is meant they
 * do not agree on. */
static bool may_mean(struct text word, const struct node *key)
{
    switch (scalar_ambiguity(word)) {
    case AMBIGUITY_BOOL:
        return key->kind == NODE_BOOL;
    case AMBIGUITY_NULL:
        return key->kind == NODE_NULL;
    case AMBIGUITY_INTEGER:
    case AMBIGUITY_FLOAT:
    case AMBIGUITY_SEXAGESIMAL:
        return node_is_number(key);
    default:
        return false;
    }
}

/* To any reader: 1, 1.0 and true are one key to Python. */
static bool is_same(struct arena *arena, const struct node *other, const struct node *key)
{
    if (key_kind(other) == NODE_AMBIGUOUS) {
        return may_mean(other->text, key);
    }
    const struct node first = as_number(key_kind(other), other->text);
    const struct node second = as_number(key->kind, key->text);
    if (node_is_number(&first) && node_is_number(&second)) {
        return value_equal(arena, &first, &second);
    }
    return scalar_equal(arena, &first, &second);
}

/* Nearly every number is written for all readers: then no other spelling of it is the same number of its kind. */
static bool may_be_same(const struct node *other, const struct node *key)
{
    const enum node_kind kind = key_kind(other);
    const struct text text = other->text;
    if (kind != key->kind) {
        return kind != NODE_STRING;
    }
    return kind == NODE_FLOAT ||
           (kind == NODE_INT && (text.bytes[0] == '0' || text.bytes[0] == '+' || text.bytes[0] == '-'));
}

/* Of keys that are spelt in unusual ways, or of another kind. */
static const struct node *find_respelt(struct arena *arena, const struct node *map, const struct node *key)
{
    const struct node *child = map->first;
    for (uint32_t left = TYPED_KEY_LOOKED_AT_MAX; child && left > 0; child = child->next, left--) {
        if (child->key != key && node_is_scalar(child->key) && may_be_same(child->key, key) &&
            is_same(arena, child->key, key)) {
            return child->key;
        }
    }
    return NULL;
}

const struct node *typed_key_same(struct arena *arena, struct node *map, const struct node *key)
{
    static const struct text words[] = {TEXT("true"),  TEXT("True"),  TEXT("TRUE"), TEXT("false"),
                                        TEXT("False"), TEXT("FALSE"), TEXT("null"), TEXT("Null"),
                                        TEXT("NULL"),  TEXT("~"),     TEXT("")};
    const bool is_word = key->kind == NODE_BOOL || key->kind == NODE_NULL;
    if (key->kind == NODE_STRING) {
        return NULL;
    }
    const struct text number = emit_text(arena, key->kind == NODE_INT ? FORMAT_JSON : FORMAT_YAML, key, NULL);
    const struct text *spellings = is_word ? words : &number;
    for (size_t i = 0; i < (is_word ? sizeof words / sizeof *words : 1); i++) {
        const struct node *found = node_find(arena, map, spellings[i]);
        if (found && found->key != key && is_same(arena, found->key, key)) {
            return found->key;
        }
    }
    return find_respelt(arena, map, key);
}
