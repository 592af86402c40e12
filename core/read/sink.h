/* SPDX-License-Identifier: Apache-2.0 */
/* Who takes a document's values one by one, in the order of the source, where no tree is wanted. */
#ifndef INLAY_SINK_H
#define INLAY_SINK_H

#include "core/tree/node.h"

struct document_sink {
    /* A scalar or an alias, or a list or map that begins; a map's keys come as values of their own, each before its
     * value. node has no links, and is gone when the function returns. False ends the reading. */
    bool (*enter)(struct document_sink *sink, const struct node *node);
    /* The list or map that began last, and has not ended yet, ends. False ends the reading. */
    bool (*leave)(struct document_sink *sink);
    /* JSON, asked where a key or value begins: how many of rest's bytes are whole keys and values that the sink knows
     * already from a document that was read; they are passed over. 0 for none. NULL: never ask. */
    size_t (*known)(struct document_sink *sink, struct text rest);
    bool kinds_ignored; /* set by the sink while it does not look at scalars' kinds: they may all be strings then */
};

#endif
