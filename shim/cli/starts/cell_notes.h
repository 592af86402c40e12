/* SPDX-License-Identifier: Apache-2.0 */
/* What inlay run noted of cells whose jobs ended well: that an override was never read, above all. It stands in their output, where
 * nobody looks. Of cells that note the same the first one is named, and the others are counted. */
#ifndef INLAY_CELL_NOTES_H
#define INLAY_CELL_NOTES_H

#include "core/base/text.h"

#define CELL_NOTES_SIZE 1024 /* bytes that a keeper hands on */

/* The notes of the report in a cell's directory, a line each, terminated, cut where room is full. Empty where there are none.
 * What they say of the cell's document has been said when it was checked. */
void cell_notes_read(struct arena *arena, const char *dir, char room[CELL_NOTES_SIZE]);

struct cell_note {
    struct cell_note *next;
    struct text text;
    size_t more; /* cells with the same, besides the first */
};

struct cell_notes {
    struct arena *arena;
    struct cell_note *first, *last;
    size_t count;
    size_t others; /* cells with notes that were not kept */
};

/* Says those of a cell that no other had. */
void cell_notes_say(struct cell_notes *notes, uint32_t number, const char *text);

/* Says of how many more cells each was. */
void cell_notes_end(const struct cell_notes *notes);

#endif
