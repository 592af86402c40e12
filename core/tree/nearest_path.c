/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/nearest_path.h"
#include "core/base/nearest.h"

#include <string.h>

/* So many values are looked at: whoever has more waits no longer for a mere suggestion. */
#define VALUES_MAX 100000

/* Shorter names are near to too many others to be looked for everywhere. */
#define MISSPELT_LENGTH_MIN 4

/* From the nearest on. */
enum rank {
    RANK_SAME,            /* the same names */
    RANK_OTHER_CASE,      /* as people take names for the same */
    RANK_DEEP,            /* they end in the same names */
    RANK_DEEP_OTHER_CASE, /* they end in names of another case */
    RANK_MISSPELT,        /* as many names, some misspelt */
    RANK_DEEP_MISSPELT,   /* they end in misspelt ones */
    RANK_ELSEWHERE,       /* the last name alone is the same */
    RANK_NONE,
};

struct names {
    struct text *list;
    size_t count;
    size_t capacity;
};

static void add_name(struct arena *arena, struct names *names, struct text name)
{
    arena_grow(arena, names->list, names->count, &names->capacity);
    names->list[names->count++] = name;
}

/* What other notations put between and around the names of a path: a.b, /a/b, a["b"]. */
static bool is_separator(char c)
{
    return c != '\0' && strchr("./[]\"'", c);
}

static void add_names_of_key(struct arena *arena, struct names *names, struct text key)
{
    for (size_t start = 0, end; start < key.length; start = end + 1) {
        end = start;
        while (end < key.length && !is_separator(key.bytes[end])) {
            end++;
        }
        if (end > start) {
            add_name(arena, names, text_part(key, start, end));
        }
    }
}

static void add_names(struct arena *arena, struct names *names, const struct step *step)
{
    struct buffer number = {.arena = arena};
    switch (step->kind) {
    case STEP_KEY:
        add_names_of_key(arena, names, step->key);
        break;
    case STEP_INDEX:
        buffer_format(&number, "%lld", (long long)step->index);
        add_name(arena, names, buffer_text(&number));
        break;
    default: /* what is not there yet has no name */
        break;
    }
}

/* How far the path that has been reached is from the wanted one. */
struct nearness {
    enum rank rank;
    size_t distance; /* letters that differ in all names together */
};

struct search {
    struct arena *arena;
    struct names wanted;
    struct names here; /* of the path that has been reached */
    struct step *path;
    size_t depth;
    size_t capacity;
    uint32_t left;  /* values that may still be looked at */
    bool has_outer; /* there is a value with all names but the last */
    struct nearness best;
    struct keypath *found;
    size_t count;
};

static const struct nearness not_near = {RANK_NONE, NEAREST_NONE};

static bool is_nearer(struct nearness a, struct nearness b)
{
    return a.rank != b.rank ? a.rank < b.rank : a.distance < b.distance;
}

/* A number is never misspelt: there are others beside it. */
static size_t distance_of(struct text wanted, struct text name)
{
    bool is_number = wanted.length > 0 && text_skip_digits(wanted, 0) == wanted.length;
    return is_number && !text_equal(wanted, name) ? NEAREST_NONE : nearest_distance(wanted, name);
}

/* Of the wanted names from the last ones here, which are as many or more. */
static struct nearness nearness_of_end(const struct search *search)
{
    const bool is_deep = search->here.count > search->wanted.count;
    const struct text *end = search->here.list + (search->here.count - search->wanted.count);
    struct nearness nearness = {is_deep ? RANK_DEEP : RANK_SAME, 0};
    bool is_same = true;
    for (size_t i = search->wanted.count; i-- > 0;) {
        size_t distance = distance_of(search->wanted.list[i], end[i]);
        if (distance == NEAREST_NONE) {
            return not_near;
        }
        nearness.distance += distance;
        is_same &= text_equal(search->wanted.list[i], end[i]);
    }
    if (nearness.distance > 0) {
        nearness.rank = is_deep ? RANK_DEEP_MISSPELT : RANK_MISSPELT;
    } else if (!is_same) {
        nearness.rank = is_deep ? RANK_DEEP_OTHER_CASE : RANK_OTHER_CASE;
    }
    return nearness;
}

static bool last_is_same(const struct search *search)
{
    return search->here.count > 0 && search->wanted.count > 1 &&
           text_equal(search->here.list[search->here.count - 1], search->wanted.list[search->wanted.count - 1]);
}

static struct nearness nearness_of(const struct search *search)
{
    struct nearness nearness = search->here.count < search->wanted.count ? not_near : nearness_of_end(search);
    if (nearness.rank == RANK_DEEP_MISSPELT &&
        search->wanted.list[search->wanted.count - 1].length < MISSPELT_LENGTH_MIN) {
        nearness = not_near;
    }
    return nearness.rank == RANK_NONE && last_is_same(search) ? (struct nearness){RANK_ELSEWHERE, 0} : nearness;
}

/* Whether the names here are all those wanted but the last. */
static bool is_outer(const struct search *search)
{
    size_t count = search->here.count;
    bool same = count + 1 == search->wanted.count;
    for (size_t i = 0; i < count && same; i++) {
        same = text_equal(search->here.list[i], search->wanted.list[i]);
    }
    return same;
}

static void consider(struct search *search)
{
    struct nearness nearness = nearness_of(search);
    search->has_outer |= is_outer(search);
    if (is_nearer(nearness, search->best)) {
        search->best = nearness;
        search->count = 0;
    }
    if (nearness.rank < RANK_NONE && !is_nearer(search->best, nearness) && search->count < NEAREST_PATHS_MAX) {
        search->found[search->count++] = keypath_copy(search->arena, (struct keypath){search->path, search->depth});
    }
}

static void look_inside(struct search *search, const struct node *container)
{
    int64_t index = 0;
    for (const struct node *child = container->first; child && search->left > 0; child = child->next, index++) {
        const size_t names = search->here.count;
        arena_grow(search->arena, search->path, search->depth, &search->capacity);
        search->path[search->depth] = child->key ? (struct step){.kind = STEP_KEY, .key = child->key->text}
                                                 : (struct step){.kind = STEP_INDEX, .index = index};
        add_names(search->arena, &search->here, &search->path[search->depth++]);
        search->left--;
        consider(search);
        look_inside(search, child);
        search->depth--;
        search->here.count = names;
    }
}

size_t nearest_paths(struct arena *arena, const struct node *root, struct keypath wanted,
                     struct keypath found[NEAREST_PATHS_MAX])
{
    struct search search = {.arena = arena, .left = VALUES_MAX, .best = not_near, .found = found};
    for (size_t i = 0; i < wanted.count; i++) {
        add_names(arena, &search.wanted, &wanted.steps[i]);
    }
    if (search.wanted.count > 0) {
        look_inside(&search, root);
    }
    return search.best.rank == RANK_ELSEWHERE && (search.has_outer || search.count == NEAREST_PATHS_MAX) ? 0
                                                                                                         : search.count;
}
