/* SPDX-License-Identifier: Apache-2.0 */
/* From changes to edits: which bytes of the source to cut, and what to put there. Internal to core/splice*.c and patch.c.
 *
 * splice.c goes through the tree and replaces values; splice_block.c adds and removes entries of block collections,
 * splice_flow.c those of flow collections, JSON's included. */
#ifndef INLAY_SPLICE_H
#define INLAY_SPLICE_H

#include "core/patch/overlay.h"
#include "core/patch/patch.h"

struct splice {
    struct arena *arena;
    const struct document *document;
    struct text source;
    struct text newline; /* the source's own: "\n", "\r\n" or "\r" */
    struct edit *edits;  /* in any order until splice_finish() has sorted them */
    size_t count;
    size_t capacity;
    bool needs_newline; /* what comes to stand last would mean something else without a newline after it */
};

/* Puts the edits for all changes of a document to those that are there. Start from {.arena = a}. The documents of one
 * stream share their source. */
void splice_document(struct splice *splice, const struct document *document);
/* Puts them in order, once all documents have theirs. */
void splice_finish(struct splice *splice);

/* --- for the parts --- */

void splice_edit(struct splice *splice, uint32_t start, uint32_t end, struct text bytes);
/* A laid value as text of the document's format; like: the value whose style to keep, or NULL. */
struct text splice_text(struct splice *splice, const struct node *value, const struct node *like);
/* "key: value" or "- value" */
void put_block_entry(struct buffer *out, const struct node *child);
void splice_block_entries(struct splice *splice, const struct node *collection);
void splice_flow_entries(struct splice *splice, const struct node *collection);

/* LF or CR: lines end in either, or in both together. */
bool is_line_end(char c);
/* Whether the source's last line has no end. */
bool has_open_end(const struct splice *splice);
/* Where the line of offset begins; where it ends (at its line end's first byte, or at the source's end); where the next
 * one begins. */
uint32_t line_start(const struct splice *splice, uint32_t offset);
uint32_t line_end(const struct splice *splice, uint32_t offset);
uint32_t next_line(const struct splice *splice, uint32_t offset);
/* How many characters stand before offset on its line. */
uint32_t column(const struct splice *splice, uint32_t offset);
/* Whether only blanks stand before offset on its line. */
bool begins_line(const struct splice *splice, uint32_t offset);
uint32_t skip_blanks(const struct splice *splice, uint32_t at);
/* The end of a comment that begins at `at`; `at` itself when none does. */
uint32_t skip_comment(const struct splice *splice, uint32_t at);
/* Past blanks and line ends; the same with comments of the document's format. */
uint32_t skip_space(const struct splice *splice, uint32_t at);
uint32_t skip_between(const struct splice *splice, uint32_t at);
/* Where a value's last character stands, plus one: without the blank lines that end a block scalar. */
uint32_t content_end(const struct splice *splice, const struct node *node);
/* Whether a value ends in a block scalar to which the blank lines after it belong: |+ */
bool keeps_blank_lines(const struct splice *splice, const struct node *node);
/* Where the first line after a value's lines begins, and the same after blank lines that are part of the value. */
uint32_t tail(const struct splice *splice, const struct node *node);
uint32_t tail_with_blanks(const struct splice *splice, const struct node *node);
/* Where an entry begins in a collection: its key, its `?`, its `-`, or in flow lists the value; before is the entry
 * before it, or NULL. */
uint32_t entry_start(const struct splice *splice, const struct node *collection, const struct node *before,
                     const struct node *child);

#endif
