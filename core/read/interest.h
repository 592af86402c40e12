/* Which values of a file its overrides lead to.
 *
 * A patch needs of a file what lies on the way to what is overridden. Everything else a reader that is given an interest
 * prunes: a value becomes one node without children, and among very many children of one parent neighbours become one
 * node together. Verification compares what is pruned by its bytes (JSON) or by a digest of its values (YAML). */
#ifndef INLAY_INTEREST_H
#define INLAY_INTEREST_H

#include "core/overrides/overrides.h"

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

/* The root of what those of file's overrides lead to that are meant for document number `which`, and its secrets. */
const struct interest *interest_of_overrides(struct arena *arena, const struct override_file *file, uint32_t which,
                                             uint32_t kept_apart);

/* NULL when no override leads there; and from a NULL interest. */
const struct interest *interest_in_key(const struct interest *map, struct text key);
const struct interest *interest_in_element(const struct interest *list, uint32_t index);

#endif
