/* Which values of a file its overrides lead to.
 *
 * A patch needs of a file what lies on the way to what is overridden. Everything else a reader that is given an interest
 * prunes: a value becomes one node without children, and among very many children of one parent neighbours become one
 * node together. Verification compares what is pruned by its bytes (JSON) or by a digest of its values (YAML). */
#ifndef INLAY_INTEREST_H
#define INLAY_INTEREST_H

#include "core/tree/keypath.h"
#include "core/tree/node.h"

struct interest_table;

/* A value that overrides lead to. */
struct interest {
    struct interest *next; /* in the same bucket */
    const struct interest *outer;
    struct text key;
    struct interest_table *table;
    uint32_t kept_apart;       /* so many children of a parent have a node each, and the last one; at least 1 */
    bool inside;               /* overrides lead further in: to keys, to elements, or behind the last element */
    struct interest *elements; /* what leads into this list's elements, any of them; NULL: nothing */
    uint32_t element_count;    /* how many of the first elements may be meant; UINT32_MAX: any */
};

/* A root to which nothing leads yet. keys: how many will be added at the most, for the size of the table. */
struct interest *interest_root(struct arena *arena, size_t keys, uint32_t kept_apart);

/* What leads on from a value, made where there is none. */
struct interest *interest_add_key(struct interest *map, struct text key);
struct interest *interest_add_step(struct interest *at, const struct step *step);
/* An element of list will be removed, which shifts those after it: one more of the first ones is selected. */
void interest_add_removed(struct interest *list);

/* NULL when no override leads there; and from a NULL interest. */
const struct interest *interest_in_key(const struct interest *map, struct text key);
const struct interest *interest_in_element(const struct interest *list, uint32_t index);

#endif
