/* SPDX-License-Identifier: Apache-2.0 */
/* Reads YAML and JSON documents, into trees or value by value.
 *
 * Each function reads document number `which` of the stream, counted from 1; 0 means the only one, and several are an
 * error then. With FORMAT_UNKNOWN the format is found out (core/read/format.h). False with at least one error in
 * diagnostics. source is borrowed and must outlive the document, whose tree is in the arena. */
#ifndef INLAY_READ_H
#define INLAY_READ_H

#include "core/base/diagnostic.h"
#include "core/read/sink.h"
#include "core/tree/document.h"

struct projection; /* core/read/projection.h */

bool document_read(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                   struct document *document, struct diagnostics *diagnostics);

/* Builds nodes only on the paths that projection leads along: a key that it has, with its value; a list's elements up
 * to those that it counts. Everything else becomes a summary: one node with the right spans and style, whose kind says
 * no more than scalar, list or map, and whose `last` is the block scalar that it ends in, if any. In a map or list of
 * very many children one summary may stand for several neighbours, from the first one's key and head to the last one's
 * end; its count is then that of their values, in a map of keys and values. The first and last child and those beside
 * one that is no summary have a node each.
 *
 * With projection NULL all is read in full; so is a YAML document that holds anchors, aliases or merge keys, which lead
 * anywhere. */
bool document_read_projection(struct arena *arena, const char *name, struct text source, enum format format,
                              uint32_t which, const struct projection *projection, struct document *document,
                              struct diagnostics *diagnostics);

/* The same with every document at once: reading them one by one takes the square of the time. */
bool document_read_stream(struct arena *arena, const char *name, struct text source, enum format format,
                          const struct projection *projection, struct document_stream *stream,
                          struct diagnostics *diagnostics);

/* Gives the values to sink; document->root stays NULL. False without an error when sink ended the reading. */
bool document_read_values(struct arena *arena, const char *name, struct text source, enum format format, uint32_t which,
                          struct document_sink *sink, struct document *document, struct diagnostics *diagnostics);

#endif
