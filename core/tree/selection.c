/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/selection.h"
#include "core/base/escape.h"

/* Where the key that begins at start ends: at its dot, before a selector, or with the prefix. */
static size_t key_end(struct text written, struct text brackets, size_t start)
{
    while (start < written.length && written.bytes[start] != '.' && keypath_selector_end(brackets, start) == start) {
        start += written.bytes[start] == '\\' ? 2 : 1;
    }
    return start < written.length ? start : written.length;
}

static const char *escape_refusal(struct text key)
{
    for (size_t i = 0; i < key.length; i++) {
        if (key.bytes[i] != '\\') {
            continue;
        }
        i++;
        if (i == key.length || (key.bytes[i] != '.' && key.bytes[i] != '\\' && key.bytes[i] != '[')) {
            return "a backslash may only stand before a dot, a bracket or another backslash";
        }
    }
    return NULL;
}

static const char *read_key(struct arena *arena, struct text key, struct step *step)
{
    *step = (struct step){.kind = STEP_KEY, .key = escape_remove(arena, key)};
    return escape_refusal(key);
}

static const char *read_selector(struct arena *arena, struct text source, struct step *step)
{
    struct selector *selector = arena_new(arena, struct selector);
    size_t at;
    *step = (struct step){.kind = STEP_SELECT, .index = -1, .selector = selector};
    return keypath_read_selector(arena, source, selector, &at);
}

static const char *read_prefix(struct arena *arena, struct text written, struct keypath *path)
{
    struct step *steps = NULL;
    size_t capacity = 0;
    const struct text brackets = keypath_brackets(written);
    const char *problem = NULL;
    size_t count = 0, end;
    for (size_t start = 0; start < written.length && !problem; start = end) {
        end = keypath_selector_end(brackets, start);
        const bool is_selector = end > start;
        arena_grow(arena, steps, count, &capacity);
        if (is_selector) {
            problem = read_selector(arena, text_part(written, start + 1, end - 1), &steps[count++]);
        } else {
            end = key_end(written, brackets, start);
            problem = read_key(arena, text_part(written, start, end), &steps[count++]);
        }
        bool is_dot = end < written.length && written.bytes[end] == '.';
        if (!problem && end < written.length && is_selector && written.bytes[end] != '[' && !is_dot) {
            problem = "a dot is missing before the next key";
        }
        end += is_dot;
    }
    *path = (struct keypath){steps, count};
    return problem;
}

static void enter(struct arena *arena, struct prefixes *prefixes, struct prefix *prefix)
{
    if (!keypath_has_selector(prefix->path)) {
        key_tree_add(arena, &prefixes->tree, prefix->path, prefix);
        return;
    }
    if (prefixes->selecting_last) {
        prefixes->selecting_last->next_selecting = prefix;
    } else {
        prefixes->selecting = prefix;
    }
    prefixes->selecting_last = prefix;
}

const char *selection_add(struct arena *arena, struct prefixes *prefixes, struct text written, struct place place)
{
    struct prefix *prefix = arena_new(arena, struct prefix);
    *prefix = (struct prefix){.written = written, .place = place};
    const char *problem = read_prefix(arena, written, &prefix->path);
    if (problem) {
        return problem;
    }
    if (prefixes->last) {
        prefixes->last->next = prefix;
    } else {
        prefixes->first = prefix;
    }
    prefixes->last = prefix;
    prefixes->count++;
    enter(arena, prefixes, prefix);
    return NULL;
}

/* ---- prefixes with selectors */

/* How a path stands to one. */
struct meeting {
    bool within;  /* it leads to what the prefix means, or further in; else the prefix leads further in */
    bool sure;    /* the elements that it names are those of the prefix */
    bool renames; /* it gives elements what the prefix chooses by, perhaps */
};

/* Whether one of them leads to the other. */
static bool are_in_line(struct keypath a, struct keypath b)
{
    size_t count = a.count < b.count ? a.count : b.count;
    return keypath_equal((struct keypath){a.steps, count}, (struct keypath){b.steps, count});
}

/* False when they mean nothing that is in one another. An element that is given what selector chooses by may come to be
 * taken for the one that the prefix means. */
static bool meet(struct keypath prefix, struct keypath path, bool removes, struct meeting *meeting)
{
    *meeting = (struct meeting){.within = prefix.count <= path.count, .sure = true};
    for (size_t i = 0; i < prefix.count && i < path.count; i++) {
        const struct step *wanted = &prefix.steps[i], *step = &path.steps[i];
        if (keypath_equal((struct keypath){wanted, 1}, (struct keypath){step, 1})) {
            continue;
        }
        if (wanted->kind == STEP_KEY || step->kind == STEP_KEY) {
            return false;
        }
        meeting->sure = false;
        if (!removes && are_in_line((struct keypath){step + 1, path.count - i - 1}, wanted->selector->path)) {
            meeting->within = meeting->renames = true;
            return true;
        }
        if (keypath_step_is_another(wanted, step)) {
            return false;
        }
    }
    return true;
}

enum how_met {
    IN_LINE,       /* one leads to the other, perhaps */
    WITHIN,        /* path is within the prefix, perhaps */
    SURELY_WITHIN, /* … and that is sure */
};

/* The first prefix with selectors that path meets so; NULL when there is none. */
static const struct prefix *find_met(const struct prefixes *prefixes, struct keypath path, bool removes,
                                     enum how_met how, struct meeting *meeting)
{
    const struct prefix *prefix = prefixes->selecting;
    while (prefix && !(meet(prefix->path, path, removes, meeting) && (how < WITHIN || meeting->within) &&
                       (how < SURELY_WITHIN || meeting->sure))) {
        prefix = prefix->next_selecting;
    }
    return prefix;
}

static bool is_included(const struct prefixes *include, struct keypath path)
{
    struct meeting meeting;
    return !include->first || key_tree_around(&include->tree, path) ||
           find_met(include, path, true, SURELY_WITHIN, &meeting);
}

static bool is_excluded(const struct prefixes *exclude, struct keypath path)
{
    struct meeting meeting;
    return key_tree_around(&exclude->tree, path) || find_met(exclude, path, true, WITHIN, &meeting);
}

const struct prefix *selection_into_list(const struct prefixes *prefixes, struct keypath path,
                                         const struct prefix *after)
{
    const struct prefix *prefix = after ? after->next_selecting : prefixes->selecting;
    while (prefix && !(prefix->path.count > path.count && prefix->path.steps[path.count].kind == STEP_SELECT &&
                       are_in_line(prefix->path, path))) {
        prefix = prefix->next_selecting;
    }
    return prefix;
}

/* ---- selections */

static const struct prefix *find_exclude(const struct prefixes *exclude, struct keypath path, bool removes,
                                         struct meeting *meeting)
{
    const struct prefix *prefix = key_tree_around(&exclude->tree, path);
    *meeting = (struct meeting){.within = true, .sure = true};
    prefix = prefix ? prefix : find_met(exclude, path, removes, WITHIN, meeting);
    if (prefix) {
        return prefix;
    }
    *meeting = (struct meeting){.within = false, .sure = true};
    prefix = key_tree_below(&exclude->tree, path);
    return prefix ? prefix : find_met(exclude, path, removes, IN_LINE, meeting);
}

bool selection_allows(const struct selection *selection, struct keypath path, bool removes,
                      struct selection_refusal *refusal)
{
    struct meeting meeting;
    const struct prefix *exclude = find_exclude(&selection->exclude, path, removes, &meeting);
    bool included = is_included(&selection->include, path);
    *refusal = (struct selection_refusal){0};
    if (exclude && (meeting.within || included)) {
        *refusal = (struct selection_refusal){exclude, !meeting.within, !meeting.sure, meeting.renames};
    }
    return !exclude && included;
}

bool selection_has(const struct selection *selection, struct keypath path)
{
    return !is_excluded(&selection->exclude, path) && is_included(&selection->include, path);
}

bool selection_reaches(const struct selection *selection, struct keypath path)
{
    struct meeting meeting;
    return !is_excluded(&selection->exclude, path) &&
           (is_included(&selection->include, path) || key_tree_below(&selection->include.tree, path) ||
            find_met(&selection->include, path, true, IN_LINE, &meeting));
}
