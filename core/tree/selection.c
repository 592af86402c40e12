/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/selection.h"
#include "core/base/escape.h"

/* Where the key that begins at start ends: at its dot, or with the prefix. */
static size_t key_end(struct text written, size_t start)
{
    while (start < written.length && written.bytes[start] != '.') {
        start += written.bytes[start] == '\\' ? 2 : 1;
    }
    return start;
}

static const char *escape_refusal(struct text written)
{
    for (size_t i = 0; i < written.length; i++) {
        if (written.bytes[i] != '\\') {
            continue;
        }
        i++;
        if (i == written.length || (written.bytes[i] != '.' && written.bytes[i] != '\\')) {
            return "a backslash may only stand before a dot or another backslash";
        }
    }
    return NULL;
}

/* written has passed escape_refusal(). */
static struct keypath read_keys(struct arena *arena, struct text written)
{
    size_t most = 1;
    for (size_t i = 0; i < written.length; i++) {
        most += written.bytes[i] == '.';
    }
    struct step *steps = arena_array(arena, struct step, most);
    size_t count = 0, end;
    for (size_t start = 0; start < written.length; start = end + 1) {
        end = key_end(written, start);
        steps[count++] = (struct step){.kind = STEP_KEY, .key = escape_remove(arena, text_part(written, start, end))};
    }
    return (struct keypath){steps, count};
}

const char *selection_add(struct arena *arena, struct prefixes *prefixes, struct text written, struct place place)
{
    const char *problem = escape_refusal(written);
    if (problem) {
        return problem;
    }
    struct prefix *prefix = arena_new(arena, struct prefix);
    *prefix = (struct prefix){.written = written, .path = read_keys(arena, written), .place = place};
    if (prefixes->last) {
        prefixes->last->next = prefix;
    } else {
        prefixes->first = prefix;
    }
    prefixes->last = prefix;
    prefixes->count++;
    key_tree_add(arena, &prefixes->tree, prefix->path, prefix);
    return NULL;
}

bool selection_allows(const struct selection *selection, struct keypath path, struct selection_refusal *refusal)
{
    *refusal = (struct selection_refusal){.exclude = key_tree_around(&selection->exclude.tree, path)};
    if (refusal->exclude || !selection_has(selection, path)) {
        return false;
    }
    refusal->exclude = key_tree_below(&selection->exclude.tree, path);
    refusal->inside = refusal->exclude != NULL;
    return !refusal->exclude;
}

bool selection_has(const struct selection *selection, struct keypath path)
{
    return !key_tree_around(&selection->exclude.tree, path) &&
           (!selection->include.first || key_tree_around(&selection->include.tree, path));
}

bool selection_reaches(const struct selection *selection, struct keypath path)
{
    return !key_tree_around(&selection->exclude.tree, path) &&
           (!selection->include.first || key_tree_around(&selection->include.tree, path) ||
            key_tree_below(&selection->include.tree, path));
}
