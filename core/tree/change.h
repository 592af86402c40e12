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
    struct node *value;              /* CHANGE_REPLACE: a synthetic node; CHANGE_ADD: what moved here, or NULL */
    struct node *added;              /* CHANGE_INSIDE: a synthetic map or list of new children, in order; or NULL */
    uint32_t removed;                /* CHANGE_INSIDE: how many children are CHANGE_REMOVE */
    struct live_elements *live;      /* CHANGE_INSIDE of a list: its elements that stay; NULL until one is looked for */
    const struct node *before;       /* CHANGE_ADD: the source's child that it comes before; NULL: it comes last */
    struct text anchor;              /* CHANGE_REPLACE: the anchor to define here, or empty */
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
/* The children that a list or map has now, in order. */
struct change_children {
    const struct node *child, *added; /* of the source and the new ones: those that come next */
};
struct change_children change_children(const struct node *collection);
/* Goes to the next one and returns it; NULL after the last. */
const struct node *change_next(struct change_children *children);
/* Whether every child of the source is removed, and there were some. */
bool change_empties(const struct node *collection);
/* The first child with this key that stays, else the one that was added; NULL when there is none. */
struct node *change_find(struct arena *arena, struct node *map, struct text key);
/* The next child with the same key that stays, or NULL. */
struct node *change_find_next(const struct node *found);
/* The change of a value, which is made where there is none; what is around the value is then changed inside. */
struct change *change_make(struct arena *arena, struct node *node);
/* These change the source's values. value and child are synthetic, and go over to the change. */
void change_replace(struct arena *arena, struct node *slot, struct node *value, const struct override *override);
void change_remove(struct arena *arena, struct node *child, const struct override *override);
/* before: the child of container that the new one comes before; NULL: it comes last. override may be NULL. */
void change_add(struct arena *arena, struct node *container, struct node *child, const struct node *before,
                const struct override *override);
/* The list or map that a child is in, which may be new there. */
struct node *change_container(const struct node *child);
/* Leaves a value, and all inside, as it was. */
void change_forget(struct node *node);
/* The first override that changed the value, or something in it; NULL when none did. */
const struct override *change_override(const struct node *node);

#endif
