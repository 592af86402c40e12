/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/key_tree.h"

static struct key_branch **bucket_of(const struct key_tree *tree, size_t outer, struct text key)
{
    uint64_t hash = text_hash(key) ^ outer * UINT64_C(0x9e3779b97f4a7c15);
    return &tree->buckets[(hash ^ hash >> 32) & (tree->bucket_count - 1)];
}

static struct key_branch *find_branch(const struct key_tree *tree, size_t outer, struct text key)
{
    struct key_branch *branch = tree->bucket_count ? *bucket_of(tree, outer, key) : NULL;
    while (branch && (branch->outer != outer || !text_equal(branch->key, key))) {
        branch = branch->next_in_bucket;
    }
    return branch;
}

static void enter_bucket(const struct key_tree *tree, struct key_branch *branch)
{
    struct key_branch **bucket = bucket_of(tree, branch->outer, branch->key);
    branch->next_in_bucket = *bucket;
    *bucket = branch;
}

/* Makes room for one more, so that buckets hold about one branch each. */
static void grow(struct arena *arena, struct key_tree *tree)
{
    if (tree->count < tree->bucket_count) {
        return;
    }
    struct key_branch **old = tree->buckets;
    size_t old_count = tree->bucket_count;
    tree->bucket_count = old_count ? 2 * old_count : 8;
    tree->buckets = arena_array(arena, struct key_branch *, tree->bucket_count);
    for (size_t i = 0; i < old_count; i++) {
        for (struct key_branch *branch = old[i], *next; branch; branch = next) {
            next = branch->next_in_bucket;
            enter_bucket(tree, branch);
        }
    }
}

static struct key_branch *make_branch(struct arena *arena, struct key_tree *tree, size_t outer, struct text key)
{
    struct key_branch *branch = find_branch(tree, outer, key);
    if (branch) {
        return branch;
    }
    grow(arena, tree);
    branch = arena_new(arena, struct key_branch);
    branch->number = ++tree->count;
    branch->outer = outer;
    branch->key = key;
    enter_bucket(tree, branch);
    return branch;
}

void key_tree_add(struct arena *arena, struct key_tree *tree, struct keypath path, const void *value)
{
    struct key_branch *branch = &tree->root;
    for (size_t i = 0; i < path.count; i++) {
        branch->below = branch->below ? branch->below : value;
        branch = make_branch(arena, tree, branch->number, path.steps[i].key);
    }
    branch->here = branch->here ? branch->here : value;
}

const void *key_tree_around(const struct key_tree *tree, struct keypath path)
{
    const struct key_branch *branch = &tree->root;
    for (size_t i = 0; !branch->here && i < path.count && path.steps[i].kind == STEP_KEY; i++) {
        branch = find_branch(tree, branch->number, path.steps[i].key);
        if (!branch) {
            return NULL;
        }
    }
    return branch->here;
}

const void *key_tree_below(const struct key_tree *tree, struct keypath path)
{
    const struct key_branch *branch = &tree->root;
    for (size_t i = 0; branch && i < path.count && path.steps[i].kind == STEP_KEY; i++) {
        branch = find_branch(tree, branch->number, path.steps[i].key);
    }
    return branch ? branch->below : NULL;
}
