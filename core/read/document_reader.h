/* SPDX-License-Identifier: Apache-2.0 */
/* The readers behind document_read(), one for each format, and what they share. Not for callers outside core/document*.c.
 *
 * Both fill in *document whole (without a root where there is a sink), and return false with at least one error in
 * diagnostics. The source is at most DOCUMENT_SIZE_MAX bytes, and neither UTF-16 nor UTF-32; it may be anything else. */
#ifndef INLAY_DOCUMENT_READER_H
#define INLAY_DOCUMENT_READER_H

#include "core/read/document.h"
#include "core/read/projection.h"

/* What a reader makes of the values: at most one of the two is set, else a whole tree. */
struct reading {
    struct document_sink *sink;
    const struct projection *projection; /* of the root */
};

bool document_read_yaml(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct reading reading, struct document *document, struct diagnostics *diagnostics);
bool document_read_json(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct reading reading, struct document *document, struct diagnostics *diagnostics);

/* A collection that is still open. */
struct level {
    struct level *outer;
    struct node *node;
    struct node *key;                    /* waits for its value; NULL in a list */
    const struct projection *projection; /* of node; NULL where all is read, and inside what is pruned */
    struct node *joint; /* the last of its children that stands for pruned neighbours; NULL: none yet */
    bool last_unwanted; /* nothing leads to the last of its children */
};

/* Levels and nodes that are done with wait in the pool to be used again. */
struct pool {
    struct arena *arena;
    struct level *levels;
    struct node *nodes;
};

/* Zeroed. */
struct node *take_node(struct pool *pool);
void give_node(struct pool *pool, struct node *node);
struct level *open_level(struct pool *pool, struct level *outer, struct node *node);
/* Returns the outer one. */
struct level *close_level(struct pool *pool, struct level *level);

/* Of the value that comes next: level's, or with none the root's. */
const struct projection *projection_of_next(const struct level *level, const struct projection *root);
/* Appends child to level's collection; where nothing leads to it, wanted is false, and when the next one comes to which
 * nothing leads, it joins those before it. */
void append_child(struct pool *pool, struct level *level, struct node *child, bool wanted);
/* Whether nothing of a value of this kind but its end is wanted. */
bool is_summarized(const struct projection *projection, bool collection);

#endif
