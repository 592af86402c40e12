/* SPDX-License-Identifier: Apache-2.0 */
/* Which values of a file its overrides lead to.
 *
 * A patch needs of a file what lies on the way to what is overridden. Everything else a reader that is given an projection
 * prunes: a value becomes one node without children, and among very many children of one parent neighbours become one
 * node together. Verification compares what is pruned by its bytes (JSON) or by a digest of its values (YAML). */
#ifndef INLAY_PROJECTION_H
#define INLAY_PROJECTION_H

#include "core/tree/keypath.h"
#include "core/tree/node.h"

struct projection_table;

/* A value that overrides lead to. */
struct projection {
    struct projection *next; /* in the same bucket */
    const struct projection *outer;
    struct text key;
    struct projection_table *table;
    uint32_t kept_apart;         /* so many children of a parent have a node each, and the last one; at least 1 */
    bool inside;                 /* overrides lead further in: to keys, to elements, or behind the last element */
    struct projection *elements; /* what leads into this list's elements, any of them; NULL: nothing */
    uint32_t element_count;      /* how many of the first elements may be meant; UINT32_MAX: any */
};

/* Of a map or list with no more children each child has a node of its own. */
#define PROJECTION_KEPT_APART 1000

/* A root to which nothing leads yet. keys: how many will be added at the most, for the size of the table. */
struct projection *projection_root(struct arena *arena, size_t keys);

/* What leads on from a value, made where there is none. */
struct projection *projection_add_key(struct projection *map, struct text key);
struct projection *projection_add_step(struct projection *at, const struct step *step);
/* An element of list will be removed, which shifts those after it: one more of the first ones is selected. */
void projection_add_removed(struct projection *list);

/* NULL when no override leads there; and from a NULL projection. */
const struct projection *projection_in_key(const struct projection *map, struct text key);
const struct projection *projection_in_element(const struct projection *list, uint32_t index);

#endif
