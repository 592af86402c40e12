#include "core/read/interest.h"

/* One table for the keys of all maps: an interest may be one key deep in a thousand maps, or a thousand keys in one. */
struct interest_table {
    struct arena *arena;
    size_t mask;
    struct interest **buckets;
};

static struct interest **find_bucket(const struct interest *map, struct text key)
{
    uint64_t hash = text_hash(key) ^ (uintptr_t)map / sizeof *map;
    return &map->table->buckets[hash & map->table->mask];
}

static struct interest *find(const struct interest *map, struct text key)
{
    struct interest *found = *find_bucket(map, key);
    while (found && (found->outer != map || !text_equal(found->key, key))) {
        found = found->next;
    }
    return found;
}

static struct interest *new_interest(const struct interest *outer)
{
    struct interest *made = arena_new(outer->table->arena, struct interest);
    made->outer = outer;
    made->table = outer->table;
    made->kept_apart = outer->kept_apart;
    return made;
}

struct interest *interest_root(struct arena *arena, size_t keys, uint32_t kept_apart)
{
    struct interest_table *table = arena_new(arena, struct interest_table);
    size_t size = 1;
    while (size < keys) {
        size *= 2;
    }
    table->arena = arena;
    table->mask = size - 1;
    table->buckets = arena_array(arena, struct interest *, size);
    struct interest *root = arena_new(arena, struct interest);
    root->table = table;
    root->kept_apart = kept_apart;
    return root;
}

struct interest *interest_add_key(struct interest *map, struct text key)
{
    struct interest *found = find(map, key);
    map->inside = true;
    if (!found) {
        struct interest **bucket = find_bucket(map, key);
        found = new_interest(map);
        found->key = key;
        found->next = *bucket;
        *bucket = found;
    }
    return found;
}

static void count_elements(struct interest *list, uint64_t count)
{
    list->element_count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
}

static struct interest *add_element(struct interest *list, const struct step *step)
{
    list->inside = true;
    if (!list->elements) {
        list->elements = new_interest(list);
    }
    uint64_t needed = step->kind == STEP_APPEND ? 0 : step->index < 0 ? UINT32_MAX : (uint64_t)step->index + 1;
    if (needed > list->element_count) {
        count_elements(list, needed);
    }
    return list->elements;
}

struct interest *interest_add_step(struct interest *at, const struct step *step)
{
    return step->kind == STEP_KEY ? interest_add_key(at, step->key) : add_element(at, step);
}

void interest_add_removed(struct interest *list)
{
    count_elements(list, (uint64_t)list->element_count + 1);
}

const struct interest *interest_in_key(const struct interest *map, struct text key)
{
    return map && map->inside ? find(map, key) : NULL;
}

const struct interest *interest_in_element(const struct interest *list, uint32_t index)
{
    return list && index < list->element_count ? list->elements : NULL;
}
