/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/value_equal.h"
#include "core/tree/number.h"
#include "core/tree/scalar.h"

static bool is_string(const struct node *value)
{
    return value->kind == NODE_STRING || value->kind == NODE_AMBIGUOUS;
}

static bool numbers_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    struct number first = number_of(arena, a);
    struct number second = number_of(arena, b);
    return first.kind == NUMBER_NONE ? second.kind == NUMBER_NONE : number_compare(first, second) == NUMBER_EQUAL;
}

static bool lists_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    const struct node *other = b->first;
    for (const struct node *element = a->first; element; element = element->next) {
        if (!value_equal(arena, element, other)) {
            return false;
        }
        other = other->next;
    }
    return true;
}

static bool maps_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    for (const struct node *child = a->first; child; child = child->next) {
        const struct node *other = node_find(arena, (struct node *)b, child->key->text);
        if (!other || !value_equal(arena, child, other)) {
            return false;
        }
    }
    return true;
}

bool value_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    if (!text_equal(node_own_tag(a), node_own_tag(b))) {
        return false;
    }
    if (node_is_number(a) && node_is_number(b)) {
        return numbers_equal(arena, a, b);
    }
    if (is_string(a) && is_string(b)) {
        return text_equal(a->text, b->text);
    }
    if (a->kind != b->kind || a->count != b->count) {
        return false;
    }
    if (a->kind == NODE_LIST) {
        return lists_equal(arena, a, b);
    }
    return a->kind == NODE_MAP ? maps_equal(arena, a, b) : scalar_equal(arena, a, b);
}

/* Spreads small differences over all bits (the finaliser of MurmurHash3). */
static uint64_t mix(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * 0xff51afd7ed558ccdU;
    return hash ^ hash >> 33;
}

/* Equal values have equal hashes. */
static uint64_t value_hash(struct arena *arena, const struct node *value)
{
    if (node_is_number(value)) {
        return number_hash(number_of(arena, value));
    }
    if (is_string(value)) {
        return text_hash(value->text);
    }
    uint64_t hash = value->kind;
    for (const struct node *child = value->first; child; child = child->next) {
        uint64_t inside = value_hash(arena, child);
        /* Added up, so that the order of keys does not count. */
        hash = value->kind == NODE_MAP ? hash + mix(text_hash(child->key->text), inside) : mix(hash, inside);
    }
    return hash;
}

const struct node *value_repeated(struct arena *arena, const struct node *list)
{
    size_t size = 2;
    while (size < (size_t)list->count * 2) {
        size *= 2;
    }
    struct {
        uint64_t hash;
        const struct node *element;
    } *slots = arena_alloc_array(arena, sizeof *slots, size);
    for (const struct node *element = list->first; element; element = element->next) {
        uint64_t hash = value_hash(arena, element);
        size_t i = hash & (size - 1);
        while (slots[i].element) {
            if (slots[i].hash == hash && value_equal(arena, slots[i].element, element)) {
                return element;
            }
            i = (i + 1) & (size - 1);
        }
        slots[i].hash = hash;
        slots[i].element = element;
    }
    return NULL;
}
