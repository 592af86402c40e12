/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a file that its overrides lead to: all of it that a patch needs in nodes. The rest is summed up
 * (document_read_projection() in core/read/read.h); verification compares summaries by their bytes (JSON) or by a
 * digest of their values (YAML). */
#ifndef INLAY_PROJECTION_H
#define INLAY_PROJECTION_H

#include "core/tree/keypath.h"

struct projection_table;

/* A value that overrides lead to. */
struct projection {
    struct projection *next; /* in the same bucket */
    const struct projection *outer;
    struct text key;
    struct projection_table *table;
    uint32_t kept_apart;         /* so many children of a parent have a node each, and the last one; at least 1 */
    bool inside;                 /* overrides lead further in: to keys, to elements, or behind the last element */
    struct projection *elements; /* of each of this list's elements that may be meant; NULL: none is */
    uint32_t element_count;      /* how many of the first elements may be meant; UINT32_MAX: any */
};

/* Of a map or list with no more children each child has a node of its own. */
#define PROJECTION_KEPT_APART 1000

/* A root without anything inside. keys: how many will be added at most, for the size of the table. */
struct projection *projection_root(struct arena *arena, size_t keys);

/* The projection of what the key or step leads to, made where there is none. */
struct projection *projection_add_key(struct projection *map, struct text key);
struct projection *projection_add_step(struct projection *at, const struct step *step);
/* A map or list of count children is compared with the file's: so many children of that one are told apart. Returns of a
 * list the projection of its elements. */
void projection_add_map(struct projection *map, uint32_t count);
struct projection *projection_add_list(struct projection *list, uint32_t count);
/* How many children a map or list of the file may have that is compared with one of count children: twice as many and
 * 1000 more. A larger one has little in common with it. */
uint32_t projection_comparable(uint32_t count);
/* Removing an element shifts the rest, so one more of the first ones is selected. */
void projection_add_removed(struct projection *list);

/* NULL when no override leads there, or the outer projection is NULL. */
const struct projection *projection_in_key(const struct projection *map, struct text key);
const struct projection *projection_in_element(const struct projection *list, uint32_t index);

#endif
