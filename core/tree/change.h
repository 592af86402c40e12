/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of a value of the source when overrides are applied. */
#ifndef INLAY_CHANGE_H
#define INLAY_CHANGE_H

#include "core/base/arena.h"
#include "core/tree/node.h"

struct override;      /* core/overrides/overrides.h */
struct live_elements; /* core/patch/live_elements.h */

enum change_kind {
    CHANGE_INSIDE,  /* a value further in is changed */
    CHANGE_REPLACE, /* `value` takes this one's place */
    CHANGE_REMOVE,  /* the key or element goes */
    CHANGE_ADD,     /* only on the children of an `added`: this is new */
};

struct change {
    enum change_kind kind;
    struct node *value;         /* CHANGE_REPLACE: a synthetic node; CHANGE_ADD: the value that moved here, or NULL */
    struct node *added;         /* CHANGE_INSIDE: a synthetic map or list of new children, or NULL */
    uint32_t removed;           /* CHANGE_INSIDE: how many children are CHANGE_REMOVE */
    struct live_elements *live; /* CHANGE_INSIDE of a list: its elements that stay; NULL until one is looked for */
    bool added_first;           /* CHANGE_INSIDE: set by splicing where `added` had to go before the first child */
    struct text anchor;         /* CHANGE_REPLACE: the anchor to define here, or empty */
    const struct override *override; /* the last one that changed it; NULL where that keeps a value as it was */
};

/* What became of an anchored value. */
enum anchor_state {
    ANCHOR_KEPT,    /* as it was */
    ANCHOR_CHANGED, /* something in it is overridden: its aliases may not follow */
    ANCHOR_HELD,    /* likewise, and a `<<` still goes there: what it would bring of the change is pinned behind it */
    ANCHOR_GONE,    /* replaced or removed, or inside something that is */
    ANCHOR_MOVED,   /* the first alias that stays has taken the anchor over; no & may be left here */
};

/* Whether a child stays: it is not removed. */
bool change_keeps(const struct node *child);
/* What stands in a value's place: the value that replaces it, or the value itself. */
struct node *change_result(const struct node *slot);
/* How many children a list or map has now: without the removed ones, with the added ones. */
uint32_t change_count(const struct node *collection);
/* Whether every child of the source is removed, and there were some. */
bool change_empties(const struct node *collection);
/* The first child with this key that stays, else the one that was added; NULL when there is none. */
struct node *change_find(struct arena *arena, struct node *map, struct text key);
/* The next child with the same key that stays, or NULL. */
struct node *change_find_next(const struct node *found);
/* The change of a value, which is made where there is none; what is around the value is then changed inside. */
struct change *change_make(struct arena *arena, struct node *node);
/* Adds a synthetic child at the end of a list or map of the source. override may be NULL. */
void change_add(struct arena *arena, struct node *collection, struct node *child, const struct override *override);
/* The first override that changed the value, or something in it; NULL when none did. */
const struct override *change_override(const struct node *node);

#endif
