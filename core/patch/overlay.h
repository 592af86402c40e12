/* What overrides do to a document, before any byte is moved: they are laid over its tree in order, each one seeing what
 * the earlier ones did, and leave a change at every value that is touched. */
#ifndef INLAY_OVERLAY_H
#define INLAY_OVERLAY_H

#include "core/overrides/overrides.h"

enum change_kind {
    CHANGE_INSIDE,  /* a value further in is changed */
    CHANGE_REPLACE, /* `value` takes this one's place */
    CHANGE_REMOVE,  /* the key or element goes */
    CHANGE_ADD,     /* only on laid nodes in an `added`: this is new */
};

struct change {
    enum change_kind kind;
    struct node *value;              /* CHANGE_REPLACE: a laid node */
    struct node *added;              /* CHANGE_INSIDE: a laid map or list of new children, or NULL */
    uint32_t removed;                /* CHANGE_INSIDE: how many children are CHANGE_REMOVE */
    struct staying *staying;         /* CHANGE_INSIDE of a list: those that are not; NULL before anybody asked */
    bool added_first;                /* CHANGE_INSIDE: set by splicing where `added` had to go before the first child */
    struct text anchor;              /* CHANGE_REPLACE: the anchor to define here, or empty */
    const struct override *override; /* the last that had to do with it; NULL where an anchor moved */
};

/* Of a map with more keys than these none is suggested for one that is misspelt. */
#define OVERLAY_SUGGESTED_KEYS_MAX 1000

/* Lays those of file's overrides over document->root that are meant for document number `which` of the stream (0: the
 * only one). False when one is refused; diagnostics hold every error, and a note for each key that `files` adds. An
 * empty document is given an empty root. May be called again; settle_anchors() (core/patch/anchors.h) must follow the last. */
bool overlay_document(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                      uint32_t which, struct document *document, struct diagnostics *diagnostics);

/* Whether an override is meant for document number `which`; 1 is the only one's number too. */
bool override_is_for(const struct override *override, uint32_t which);

/* Whether a child counts: not removed. */
bool child_stays(const struct node *child);

#endif
