/* SPDX-License-Identifier: Apache-2.0 */
/* Where lines, comments and entries begin and end in a source. Offsets are bytes of the source; its length is allowed
 * wherever an offset is. */
#ifndef INLAY_LAYOUT_H
#define INLAY_LAYOUT_H

#include "core/tree/document.h"

struct layout {
    struct text source;
    struct text newline; /* the line end that the source uses first */
    enum format format;
};

struct layout layout_of(const struct document *document);
/* The line end that a text uses first: "\n", "\r\n" or "\r". */
struct text layout_newline(struct text source);

/* Whether the source's last line has no end. */
bool layout_has_open_end(const struct layout *layout);
/* Where the line of offset begins; where it ends (at its line end's first byte, or at the source's end); where the next
 * one begins. */
uint32_t layout_line_start(const struct layout *layout, uint32_t offset);
uint32_t layout_line_end(const struct layout *layout, uint32_t offset);
uint32_t layout_next_line(const struct layout *layout, uint32_t offset);
/* How many characters stand before offset on its line. */
uint32_t layout_column(const struct layout *layout, uint32_t offset);
/* Whether only blanks stand before offset on its line. */
bool layout_begins_line(const struct layout *layout, uint32_t offset);

uint32_t layout_skip_blanks(const struct layout *layout, uint32_t at);
/* The end of the comment that begins at `at`; `at` itself when none does. */
uint32_t layout_skip_comment(const struct layout *layout, uint32_t at);
/* Past blanks and line ends. */
uint32_t layout_skip_space(const struct layout *layout, uint32_t at);
/* Past blanks, line ends and comments. */
uint32_t layout_skip_between(const struct layout *layout, uint32_t at);

/* Behind a value's last character: without the line ends that end a block scalar. */
uint32_t layout_content_end(const struct layout *layout, const struct node *node);
/* The same of an entry: behind its key where an empty value stands after `? |`. */
uint32_t layout_entry_end(const struct layout *layout, const struct node *node);
/* Whether a value ends in a block scalar to which the blank lines after it belong: |+ */
bool layout_keeps_blank_lines(const struct layout *layout, const struct node *node);
/* Where the first line after a value's lines begins, and the same after blank lines that are part of the value. */
uint32_t layout_tail(const struct layout *layout, const struct node *node);
uint32_t layout_tail_with_blanks(const struct layout *layout, const struct node *node);
/* Where an entry of a collection begins: at its key, its `?`, its `-`, or in flow lists at the value. before is the
 * entry before it, or NULL. */
uint32_t layout_entry_start(const struct layout *layout, const struct node *collection, const struct node *before,
                            const struct node *child);

#endif
