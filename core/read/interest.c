#include "core/read/interest.h"
#include "core/patch/overlay.h"

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

static struct interest *add_key(struct interest *map, struct text key)
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

static void add_path(struct interest *root, struct keypath path)
{
    struct interest *at = root;
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        at = step->kind == STEP_KEY ? add_key(at, step->key) : add_element(at, step);
    }
}

/* [+] is every element here. */
static void add_secret(struct interest *root, struct keypath path)
{
    static const struct step any = {.kind = STEP_INDEX, .index = -1};
    struct interest *at = root;
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        at = step->kind == STEP_KEY ? add_key(at, step->key) : add_element(at, step->kind == STEP_APPEND ? &any : step);
    }
}

/* A removed element moves those after it up: one more of the first ones may be meant. */
static void add_removal(struct interest *root, struct keypath path)
{
    struct interest *at = root;
    for (size_t i = 0; i + 1 < path.count; i++) {
        at = path.steps[i].kind == STEP_KEY ? find(at, path.steps[i].key) : at->elements;
    }
    if (path.count > 0 && path.steps[path.count - 1].kind == STEP_INDEX) {
        count_elements(at, (uint64_t)at->element_count + 1);
    }
}

static void add_merged(struct interest *at, const struct node *value)
{
    for (const struct node *child = value->first; child && value->kind == NODE_MAP; child = child->next) {
        add_merged(add_key(at, child->key->text), child);
    }
}

static size_t count_merged(const struct node *value)
{
    size_t count = 1;
    for (const struct node *child = value->first; child && value->kind == NODE_MAP; child = child->next) {
        count += count_merged(child);
    }
    return count;
}

static size_t count_keys(const struct override_file *file, uint32_t which)
{
    size_t count = 1;
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which)) {
            count += override->operation == OVERRIDE_MERGE ? count_merged(override->value) : override->path.count;
        }
    }
    for (size_t i = 0; i < file->secret_count; i++) {
        count += file->secrets[i].count;
    }
    return count;
}

/* All paths are there before the removals, of which each adds to what they lead to. */
static void add_overrides(struct interest *root, const struct override_file *file, uint32_t which)
{
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which) && override->operation == OVERRIDE_MERGE) {
            add_merged(root, override->value);
        } else if (override_is_for(override, which)) {
            add_path(root, override->path);
        }
    }
    for (size_t i = 0; i < file->secret_count; i++) {
        add_secret(root, file->secrets[i]);
    }
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which) && override->operation == OVERRIDE_UNSET) {
            add_removal(root, override->path);
        }
    }
}

const struct interest *interest_of_overrides(struct arena *arena, const struct override_file *file, uint32_t which,
                                             uint32_t kept_apart)
{
    struct interest_table *table = arena_new(arena, struct interest_table);
    size_t size = 1;
    for (size_t count = count_keys(file, which); size < count;) {
        size *= 2;
    }
    table->arena = arena;
    table->mask = size - 1;
    table->buckets = arena_array(arena, struct interest *, size);
    struct interest *root = arena_new(arena, struct interest);
    root->table = table;
    root->kept_apart = kept_apart;
    add_overrides(root, file, which);
    return root;
}

const struct interest *interest_in_key(const struct interest *map, struct text key)
{
    return map && map->inside ? find(map, key) : NULL;
}

const struct interest *interest_in_element(const struct interest *list, uint32_t index)
{
    return list && index < list->element_count ? list->elements : NULL;
}
