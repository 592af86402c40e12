/* SPDX-License-Identifier: Apache-2.0 */
/* The list of edits that turns a source into its patched bytes. */
#ifndef INLAY_EDITS_H
#define INLAY_EDITS_H

#include "core/patch/layout.h"
#include "core/tree/emit_block.h"

/* Replaces the source's bytes [start, end). */
struct edit {
    uint32_t start, end;
    struct text bytes;
};

/* Of all documents of one stream, which share their source. Start from {.arena = a}. */
struct edits {
    struct arena *arena;
    struct layout layout;     /* of the document whose edits are being added */
    struct block_style style; /* of that document, once it is asked for (core/patch/splice_copy.h) */
    struct edit *list;        /* in any order until edits_finish() */
    size_t count;
    size_t capacity;
    bool needs_newline; /* the last line would mean something else without a newline after it */
    /* The block scalar at the source's end that had no line end, and whose header says so now; NULL: there is none. */
    const struct node *chomped;
};

void edits_add(struct edits *edits, uint32_t start, uint32_t end, struct text bytes);

/* Sorts the edits, once all are there, and joins deletions that touch. */
void edits_finish(struct edits *edits);

/* After edits_finish(): empties the lines of blanks with tabs that follow the edited lines of a YAML source. False when
 * there are none. */
bool edits_clear_tabs(struct edits *edits);

/* Puts the source with all edits into *result. False when edits overlap, which is an internal error. */
bool edits_apply(const struct edits *edits, struct text *result);

#endif
