/* SPDX-License-Identifier: Apache-2.0 */
/* Whether two keys are one to the readers of a YAML file. */
#ifndef INLAY_KEY_COMPARE_H
#define INLAY_KEY_COMPARE_H

#include "core/tree/node.h"

enum key_comparison {
    KEYS_DIFFER,
    KEYS_SAME,    /* they are spelt alike and of one type */
    KEYS_UNCLEAR, /* one key to some readers (16 and 0x10, 1 and true, 5 and "5") */
};

/* Of two scalars. */
enum key_comparison key_compare(struct arena *arena, const struct node *a, const struct node *b);

/* The type of a key, also of one that is to be spelt as it was (effective_copy_key() in core/tree/effective.h). */
enum node_kind key_kind(const struct node *key);

#endif
