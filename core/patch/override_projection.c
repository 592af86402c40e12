/* SPDX-License-Identifier: Apache-2.0 */
#include "core/patch/override_projection.h"

/* Returns what leads to its end, which lies in the same table. */
static struct projection *add_path(struct projection *root, struct keypath path)
{
    struct projection *at = root;
    for (size_t i = 0; i < path.count; i++) {
        at = projection_add_step(at, &path.steps[i]);
    }
    return at;
}

/* [+] is every element here, and what chooses one is looked for in each. */
static void add_secret(struct projection *root, struct keypath path)
{
    static const struct step any = {.kind = STEP_INDEX, .index = -1};
    struct projection *at = root;
    for (size_t i = 0; i < path.count; i++) {
        const struct step *step = &path.steps[i];
        at = projection_add_step(at, step->kind == STEP_APPEND ? &any : step);
        if (step->kind == STEP_SELECT) {
            add_path(at, step->selector->path);
        }
    }
}

/* A removed element moves those after it up. */
static void add_removal(struct projection *root, struct keypath path)
{
    if (path.count > 0 && path.steps[path.count - 1].kind != STEP_KEY) {
        projection_add_removed(add_path(root, (struct keypath){path.steps, path.count - 1}));
    }
}

/* A list or map is compared with what it replaces. */
static void add_value(struct projection *at, const struct node *value)
{
    if (value->kind == NODE_MAP) {
        projection_add_map(at, value->count);
    } else if (value->kind != NODE_LIST) {
        return;
    }
    struct projection *elements = value->kind == NODE_LIST ? projection_add_list(at, value->count) : NULL;
    for (const struct node *child = value->first; child; child = child->next) {
        add_value(elements ? elements : projection_add_key(at, child->key->text), child);
    }
}

static void add_merged(struct projection *at, const struct node *value)
{
    if (value->kind != NODE_MAP) {
        add_value(at, value);
        return;
    }
    for (const struct node *child = value->first; child; child = child->next) {
        add_merged(projection_add_key(at, child->key->text), child);
    }
}

/* How many keys are in a value. */
static size_t count_inside(const struct node *value)
{
    size_t count = 0;
    for (const struct node *child = value ? value->first : NULL; child; child = child->next) {
        count += (child->key != NULL) + count_inside(child);
    }
    return count;
}

static size_t count_secret(struct keypath path)
{
    size_t count = path.count;
    for (size_t i = 0; i < path.count; i++) {
        count += path.steps[i].kind == STEP_SELECT ? path.steps[i].selector->path.count : 0;
    }
    return count;
}

static size_t count_keys(const struct override_file *file, uint32_t which)
{
    size_t count = 1;
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which)) {
            count += override->path.count + count_inside(override->value);
        }
    }
    for (size_t i = 0; i < file->policy->secret_count; i++) {
        count += count_secret(file->policy->secrets[i]);
    }
    return count;
}

/* All paths are there before the removals, of which each adds to what they lead to. */
static void add_overrides(struct projection *root, const struct override_file *file, uint32_t which)
{
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which) && override->operation == OVERRIDE_MERGE) {
            add_merged(root, override->value);
        } else if (override_is_for(override, which)) {
            struct projection *end = add_path(root, override->path);
            if (override->value) {
                add_value(end, override->value);
            }
        }
    }
    for (size_t i = 0; i < file->policy->secret_count; i++) {
        add_secret(root, file->policy->secrets[i]);
    }
    for (const struct override *override = file->first; override; override = override->next_file) {
        if (override_is_for(override, which) && override->operation == OVERRIDE_UNSET) {
            add_removal(root, override->path);
        }
    }
}

const struct projection *projection_of_overrides(struct arena *arena, const struct override_file *file, uint32_t which)
{
    struct projection *root = projection_root(arena, count_keys(file, which));
    add_overrides(root, file, which);
    return root;
}
