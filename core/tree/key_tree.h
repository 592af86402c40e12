/* SPDX-License-Identifier: Apache-2.0 */
/* Maps sequences of keys to values. A look-up follows a path's keys, and takes as long however many sequences there
 * are. */
#ifndef INLAY_KEY_TREE_H
#define INLAY_KEY_TREE_H

#include "core/tree/keypath.h"

/* A beginning that sequences share. */
struct key_branch {
    size_t number; /* among all of the tree; the root is 0 */
    size_t outer;  /* the number of the branch one key shorter */
    struct text key;
    struct key_branch *next_in_bucket;
    const void *here;  /* the value of the first sequence that ends here; NULL: none does */
    const void *below; /* the value of the first that goes on from here; NULL: none does */
};

/* Empty when all is zero. */
struct key_tree {
    struct key_branch root;
    struct key_branch **buckets; /* all branches but the root, by hash; bucket_count is 0 or a power of two */
    size_t bucket_count, count;
};

/* path is keys alone; value is not NULL. Of equal sequences the first counts. */
void key_tree_add(struct arena *arena, struct key_tree *tree, struct keypath path, const void *value);

/* The value of the shortest sequence that path begins with; NULL when there is none. Of path only the keys before its
 * first step into a list count. */
const void *key_tree_around(const struct key_tree *tree, struct keypath path);

/* The value of the first sequence that begins with path and is longer; NULL when there is none. */
const void *key_tree_below(const struct key_tree *tree, struct keypath path);

#endif
