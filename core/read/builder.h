/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of both formats do with nodes: put them into a tree, few where few are wanted, or hand them to a
 * sink. For core/read alone. */
#ifndef INLAY_BUILDER_H
#define INLAY_BUILDER_H

#include "core/base/diagnostic.h"
#include "core/read/projection.h"
#include "core/read/sink.h"
#include "core/tree/document.h"

/* What a reader makes of the values: at most one of the first two is set, else a whole tree. */
struct reading {
    struct document_sink *sink;
    const struct projection *projection; /* of the root */
    struct document_stream *stream;      /* gets every document, then there is no sink; NULL: one is read */
};

/* A list or map that is still open. */
struct level {
    struct level *outer;
    struct node *node;
    struct node *key;                    /* waits for its value; NULL in a list */
    const struct projection *projection; /* of node; NULL where all is read, and inside a summary */
    struct node *joint;                  /* the last of its children that sums up several; NULL: none yet */
    bool last_unwanted;                  /* no override leads to the last of its children */
};

struct builder {
    struct arena *arena;
    struct document *document;
    struct diagnostics *diagnostics;
    struct reading reading;
    struct level *level; /* the innermost; NULL at the root */
    uint16_t depth;      /* of the value that comes next */
    /* Done with, and used again. */
    struct level *free_levels;
    struct node *free_nodes;
};

/* A node at the builder's depth, zeroed otherwise. */
struct node *builder_new_node(struct builder *builder);
/* Takes back a node to which nothing points any more. */
void builder_free_node(struct builder *builder, struct node *node);

/* Goes into the list or map that node begins. False, with an error at node->start, where that is too deep. */
bool builder_open(struct builder *builder, struct node *node, const struct projection *projection);
/* Returns the list or map that ends. */
struct node *builder_close(struct builder *builder);

/* Of the value that comes next; NULL where all is read, or nothing leads to it. */
const struct projection *builder_projection(const struct builder *builder);
/* Whether a value with this projection becomes a summary, where there are projections at all. */
bool builder_summarizes(const struct projection *projection, bool collection);
/* Appends child to the innermost level. When it and its neighbour before it are both unwanted, that neighbour joins
 * those before it, where there are many. */
void builder_append(struct builder *builder, struct node *child, bool wanted);

/* False when the sink wants no more. A node without an anchor is gone afterwards: a scalar at once, a list or map when
 * it ends. */
bool builder_hand_over(struct builder *builder, struct node *node);
bool builder_hand_over_end(struct builder *builder, struct node *node);

/* Returns false. */
bool builder_fail(struct builder *builder, uint32_t offset, const char *message);

#endif
