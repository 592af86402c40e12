/* SPDX-License-Identifier: Apache-2.0 */
#include "core/sweep/intern.h"

struct interned {
    uint64_t hash;
    struct text text;
    uint32_t number;
    bool is_used;
};

/* Where the text is, or belongs. */
static struct interned *find(const struct intern *intern, uint64_t hash, struct text text)
{
    size_t i = hash & (intern->size - 1);
    while (intern->slots[i].is_used && (intern->slots[i].hash != hash || !text_equal(intern->slots[i].text, text))) {
        i = (i + 1) & (intern->size - 1);
    }
    return &intern->slots[i];
}

static void grow(struct intern *intern)
{
    const struct intern old = *intern;
    intern->size = old.size > 0 ? old.size * 2 : 64;
    intern->slots = arena_array(intern->arena, struct interned, intern->size);
    for (size_t i = 0; i < old.size; i++) {
        if (old.slots[i].is_used) {
            *find(intern, old.slots[i].hash, old.slots[i].text) = old.slots[i];
        }
    }
}

uint32_t intern_number(struct intern *intern, struct text text, bool *is_new)
{
    if ((size_t)intern->count * 2 >= intern->size) {
        grow(intern);
    }
    const uint64_t hash = text_hash(text);
    struct interned *slot = find(intern, hash, text);
    if (is_new) {
        *is_new = !slot->is_used;
    }
    if (!slot->is_used) {
        *slot = (struct interned){hash, text_copy(intern->arena, text), intern->count++, true};
    }
    return slot->number;
}
