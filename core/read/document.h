/* SPDX-License-Identifier: Apache-2.0 */
/* Reading YAML and JSON documents, into trees or value by value. */
#ifndef INLAY_READ_H
#define INLAY_READ_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"

struct projection; /* core/read/projection.h */

/* By extension (.yaml .yml .json, in any case), else FORMAT_UNKNOWN. */
enum format format_of_name(struct text name);
/* By extension, then by content: JSON when it begins with { or [ and reads as JSON, else YAML. FORMAT_UNKNOWN with a
 * diagnostic for formats that inlay does not patch (TOML, INI, Python, …) */
enum format format_of(struct arena *arena, const char *name, struct text source, struct diagnostics *diagnostics);

/* Reads document number `which` of the stream, counted from 1; 0 means the only one, and several are an error then.
 * False with at least one error in diagnostics. */
bool document_read(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document *document, struct diagnostics *diagnostics);

/* The same with nodes in full only where projection (core/read/projection.h) leads: a key that it has, with its value; a list's
 * elements up to those that it counts. Another value is a pruned node: style and spans are right, `last` is the block
 * scalar that it ends in, if any, and kind says no more than scalar, list or map. In a map or list of very many children
 * neighbours may be one pruned node, with the first one's key and head and the last one's end; its count is 2 or more in
 * a map then, keys included. The first and last child and those beside one that is not pruned keep their own.
 *
 * Without an projection, NULL, all is read in full; so is a YAML document that holds anchors, aliases or merge keys, which
 * lead anywhere. */
bool document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                              uint32_t which, const struct projection *projection, struct document *document,
                              struct diagnostics *diagnostics);

/* Takes a document's values one by one, in the order of the source, where no tree is wanted. */
struct document_sink {
    /* A scalar or an alias, or a list or map that begins; a map's keys come as values of their own, each before its
     * value. node has no links, and is gone when the function returns. False ends the reading. */
    bool (*enter)(struct document_sink *sink, const struct node *node);
    /* The list or map that began last, and has not ended yet, ends. */
    bool (*leave)(struct document_sink *sink);
    /* JSON, asked where a key or value begins: how many of rest's bytes are keys and values whole that the sink need not
     * be told, because it knows these bytes from a document that was read; 0 for none. */
    size_t (*known)(struct document_sink *sink, struct text rest);
    bool kinds_unheard; /* set by the sink while it asks for no scalar's kind: they may all be strings then */
};

/* As document_read(), but document->root stays NULL and sink gets the values. False also when sink ended it, without an
 * error then. */
bool document_scan(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document_sink *sink, struct document *document, struct diagnostics *diagnostics);

#endif
