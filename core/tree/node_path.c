/* SPDX-License-Identifier: Apache-2.0 */
#include "core/tree/node_path.h"
#include "core/tree/keypath.h"

struct text node_path(struct arena *arena, const struct node *node)
{
    struct step *steps = arena_array(arena, struct step, node->depth + 1U);
    size_t depth = node->depth;
    for (; node->parent; node = node->parent) {
        struct step *step = &steps[node->depth - 1];
        *step = (struct step){.kind = node->key ? STEP_KEY : STEP_INDEX};
        if (node->key) {
            step->key = node->key->text;
            continue;
        }
        for (const struct node *sibling = node->parent->first; sibling != node; sibling = sibling->next) {
            step->index++;
        }
    }
    return keypath_text(arena, (struct keypath){steps, depth});
}
