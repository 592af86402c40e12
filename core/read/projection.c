/* SPDX-License-Identifier: Apache-2.0 */
#include "core/read/projection.h"

/* One table for the keys of all maps: a projection may hold a key in each of a thousand maps, or a thousand in one. */
struct projection_table {
    struct arena *arena;
    const struct projection *root;
    size_t mask;
    struct projection **buckets;
};

static struct projection **find_bucket(const struct projection *map, struct text key)
{
    uint64_t hash = text_hash(key) ^ (uintptr_t)map / sizeof *map;
    return &map->table->buckets[hash & map->table->mask];
}

static struct projection *find(const struct projection *map, struct text key)
{
    struct projection *found = *find_bucket(map, key);
    while (found && (found->outer != map || !text_equal(found->key, key))) {
        found = found->next;
    }
    return found;
}

static struct projection *new_projection(const struct projection *outer)
{
    struct projection *made = arena_new(outer->table->arena, struct projection);
    made->outer = outer;
    made->table = outer->table;
    made->kept_apart = outer->table->root->kept_apart;
    return made;
}

struct projection *projection_root(struct arena *arena, size_t keys)
{
    struct projection_table *table = arena_new(arena, struct projection_table);
    size_t size = 1;
    while (size < keys) {
        size *= 2;
    }
    table->arena = arena;
    table->mask = size - 1;
    table->buckets = arena_array(arena, struct projection *, size);
    struct projection *root = arena_new(arena, struct projection);
    root->table = table;
    table->root = root;
    root->kept_apart = PROJECTION_KEPT_APART;
    return root;
}

struct projection *projection_add_key(struct projection *map, struct text key)
{
    struct projection *found = find(map, key);
    map->inside = true;
    if (!found) {
        struct projection **bucket = find_bucket(map, key);
        found = new_projection(map);
        found->key = key;
        found->next = *bucket;
        *bucket = found;
    }
    return found;
}

static void count_elements(struct projection *list, uint64_t count)
{
    list->element_count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

static struct projection *elements_of(struct projection *list)
{
    list->inside = true;
    if (!list->elements) {
        list->elements = new_projection(list);
    }
    return list->elements;
}

static struct projection *add_element(struct projection *list, const struct step *step)
{
    uint64_t needed = step->kind == STEP_APPEND ? 0 : step->index < 0 ? UINT32_MAX : (uint64_t)step->index + 1;
    if (needed > list->element_count) {
        count_elements(list, needed);
    }
    return elements_of(list);
}

struct projection *projection_add_step(struct projection *at, const struct step *step)
{
    return step->kind == STEP_KEY ? projection_add_key(at, step->key) : add_element(at, step);
}

void projection_add_map(struct projection *map, uint32_t count)
{
    uint32_t comparable = projection_comparable(count);
    map->inside = true;
    map->kept_apart = map->kept_apart > comparable ? map->kept_apart : comparable;
}

struct projection *projection_add_list(struct projection *list, uint32_t count)
{
    uint32_t comparable = projection_comparable(count);
    list->element_count = list->element_count > comparable ? list->element_count : comparable;
    return elements_of(list);
}

uint32_t projection_comparable(uint32_t count)
{
    const uint64_t comparable = (uint64_t)count * 2 + PROJECTION_KEPT_APART;
    return comparable < UINT32_MAX ? (uint32_t)comparable : UINT32_MAX;
}

void projection_add_removed(struct projection *list)
{
    count_elements(list, (uint64_t)list->element_count + 1);
}

const struct projection *projection_in_key(const struct projection *map, struct text key)
{
    return map && map->inside ? find(map, key) : NULL;
}

const struct projection *projection_in_element(const struct projection *list, uint32_t index)
{
    return list && index < list->element_count ? list->elements : NULL;
}
