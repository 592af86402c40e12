/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/typed_key.h"
#include "core/tree/emit.h"
#include "core/tree/key_compare.h"
#include "core/tree/scalar.h"

struct text typed_key_spelling(struct arena *arena, enum node_kind kind, struct text text)
{
    const struct node scalar = {.kind = (uint8_t)kind, .text = text};
    return emit_text(arena, FORMAT_YAML, &scalar, NULL);
}

static bool is_same(struct arena *arena, const struct node *other, const struct node *key)
{
    const struct node typed = {.kind = (uint8_t)key_kind(other), .text = other->text};
    return scalar_equal(arena, &typed, key);
}

/* Nearly every number is written for all readers: then no other spelling of it is the same number. */
static bool may_be_respelt(const struct node *key, enum node_kind kind)
{
    const struct text text = key->text;
    return key_kind(key) == kind &&
           (kind == NODE_FLOAT || text.bytes[0] == '0' || text.bytes[0] == '+' || text.bytes[0] == '-');
}

/* Of numbers that are spelt in unusual ways. */
static const struct node *find_respelt(struct arena *arena, const struct node *map, const struct node *key)
{
    const struct node *child = map->first;
    for (uint32_t left = TYPED_KEY_LOOKED_AT_MAX; child && left > 0; child = child->next, left--) {
        if (child->key != key && may_be_respelt(child->key, key->kind) && is_same(arena, child->key, key)) {
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
    return is_word ? NULL : find_respelt(arena, map, key);
}
