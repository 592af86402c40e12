/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/shared_change.h"
#include "core/read/read.h"
#include "core/tree/chosen.h"
#include "core/tree/effective.h"
#include "core/tree/scalar.h"
#include "core/tree/selection.h"

struct comparison {
    struct arena *arena;
    const struct override_file *file;
    struct diagnostics *diagnostics;
    struct step *steps; /* to the values that are compared */
    size_t count;
};

static void compare(struct comparison *comparison, struct node *before, struct node *after);

static void report(const struct comparison *comparison)
{
    struct keypath path = {comparison->steps, comparison->count};
    struct selection_refusal refusal;
    if (selection_allows(comparison->file->policy->selection, path, false, &refusal)) {
        return;
    }
    const char *why = refusal.exclude ? "exclude" : "include";
    diagnose(
        comparison->diagnostics, SEVERITY_ERROR, comparison->file->origin,
        "%s: %.*s would change too, by an anchor, and is no input of this job (its %s says so; leave out --shared)",
        comparison->file->name, TEXT_ARGS(keypath_text(comparison->arena, path)), why);
}

static void compare_child(struct comparison *comparison, const struct node *key, struct node *before,
                          struct node *after)
{
    comparison->steps[comparison->count++] = (struct step){.kind = STEP_KEY, .key = key->text};
    compare(comparison, before, after);
    comparison->count--;
}

static void compare_maps(struct comparison *comparison, struct node *before, struct node *after)
{
    for (struct node *child = before->first; child; child = child->next) {
        compare_child(comparison, child->key, child, node_find(comparison->arena, after, child->key->text));
    }
    for (struct node *child = after->first; child; child = child->next) {
        if (!node_find(comparison->arena, before, child->key->text)) {
            compare_child(comparison, child->key, NULL, child);
        }
    }
}

static bool same(struct arena *arena, const struct node *a, const struct node *b)
{
    if (a->kind != b->kind || a->count != b->count) {
        return false;
    }
    if (node_is_scalar(a)) {
        return scalar_equal(arena, a, b);
    }
    const struct node *other = b->first;
    for (const struct node *child = a->first; child; child = child->next, other = other->next) {
        if ((child->key && !text_equal(child->key->text, other->key->text)) || !same(arena, child, other)) {
            return false;
        }
    }
    return true;
}

/* Which rule goes into the element of the list at path, the first of several; NULL: none does. */
static const struct prefix *find_rule(const struct comparison *comparison, const struct prefixes *prefixes,
                                      struct keypath path, const struct node *element)
{
    const struct document document = {.format = FORMAT_YAML}; /* no alias is left */
    const struct prefix *rule = selection_into_list(prefixes, path, NULL);
    while (rule && !chosen_by(comparison->arena, &document, element, rule->path.steps[path.count].selector)) {
        rule = selection_into_list(prefixes, path, rule);
    }
    return rule;
}

static void compare_elements(struct comparison *comparison, struct node *before, struct node *after)
{
    const struct selection *selection = comparison->file->policy->selection;
    const struct keypath path = {comparison->steps, comparison->count};
    struct node *other = after->first;
    int64_t index = 0;
    for (struct node *element = before->first; element; element = element->next, other = other->next, index++) {
        const struct prefix *rule = find_rule(comparison, &selection->include, path, element);
        rule = rule ? rule : find_rule(comparison, &selection->exclude, path, element);
        comparison->steps[comparison->count++] =
            rule ? rule->path.steps[path.count] : (struct step){.kind = STEP_INDEX, .index = index};
        compare(comparison, element, other);
        comparison->count--;
    }
}

static bool is_gone_into(const struct comparison *comparison)
{
    const struct selection *selection = comparison->file->policy->selection;
    const struct keypath path = {comparison->steps, comparison->count};
    return selection_into_list(&selection->include, path, NULL) || selection_into_list(&selection->exclude, path, NULL);
}

/* Lists are leaves, as selections have it, save where a rule goes into them. NULL: the key is not there. */
static void compare(struct comparison *comparison, struct node *before, struct node *after)
{
    if (before && after && before->kind == NODE_MAP && after->kind == NODE_MAP) {
        compare_maps(comparison, before, after);
    } else if (before && after && before->kind == NODE_LIST && after->kind == NODE_LIST &&
               before->count == after->count && is_gone_into(comparison)) {
        compare_elements(comparison, before, after);
    } else if (!before || !after || !same(comparison->arena, before, after)) {
        report(comparison);
    }
}

static bool read(struct comparison *comparison, struct text source, enum format format, uint32_t which,
                 struct node **root)
{
    struct document document;
    return document_read(comparison->arena, comparison->file->name, source, format, which, &document,
                         comparison->diagnostics) &&
           effective_root(comparison->arena, &document, root, comparison->diagnostics);
}

bool shared_change_allowed(struct arena *arena, const struct override_file *file, uint32_t which, enum format format,
                           struct text before, struct text after, struct diagnostics *diagnostics)
{
    struct comparison comparison = {.arena = arena, .file = file, .diagnostics = diagnostics};
    size_t errors = diagnostics->errors;
    comparison.steps = arena_array(arena, struct step, DOCUMENT_DEPTH_MAX + 2);
    struct node *old;
    struct node *new;
    if (!read(&comparison, before, format, which, &old) || !read(&comparison, after, format, which, &new)) {
        return false;
    }
    compare(&comparison, old, new);
    return diagnostics->errors == errors;
}
