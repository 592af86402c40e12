/* SPDX-License-Identifier: Apache-2.0 */
/* Sequences of keys, each of which stands for something: found by how a path begins, in the time that its own keys take,
 * however many sequences there are. */
#ifndef INLAY_KEY_TREE_H
#define INLAY_KEY_TREE_H

#include "core/tree/keypath.h"

/* Where sequences that begin alike part. */
struct key_branch {
    size_t number; /* among all of the tree; the root is 0 */
    size_t outer;  /* the number of the one around it, which key leads on from */
    struct text key;
    struct key_branch *next_in_bucket;
    const void *here;  /* what the first sequence that ends here stands for; NULL: none does */
    const void *below; /* what the first that goes on from here stands for */
};

/* Empty when all is zero. */
struct key_tree {
    struct key_branch root;
    struct key_branch **buckets; /* all branches but the root, by hash; bucket_count is 0 or a power of two */
    size_t bucket_count, count;
};

/* path is keys alone; value is not NULL. Of sequences that are the same the first counts. */
void key_tree_add(struct arena *arena, struct key_tree *tree, struct keypath path, const void *value);

/* What the shortest sequence that path begins with stands for; NULL when there is none. A path counts up to its first
 * step into a list. */
const void *key_tree_around(const struct key_tree *tree, struct keypath path);

/* What the first sequence stands for that path is the beginning of, and not the whole; NULL when there is none. */
const void *key_tree_below(const struct key_tree *tree, struct keypath path);

#endif
