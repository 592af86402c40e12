/* The readers behind document_read(), one for each format. Not for callers outside core/document*.c.
 *
 * Both fill in *document whole (without a root where there is a sink), and return false with at least one error in diagnostics. The source is at most
 * DOCUMENT_SIZE_MAX bytes, and neither UTF-16 nor UTF-32; it may be anything else. */
#ifndef INLAY_DOCUMENT_READER_H
#define INLAY_DOCUMENT_READER_H

#include "core/document.h"

bool document_read_yaml(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct document_sink *sink, struct document *document, struct diagnostics *diagnostics);
bool document_read_json(struct arena *arena, const char *name, struct text source, uint32_t which,
                        struct document_sink *sink, struct document *document, struct diagnostics *diagnostics);

/* A zeroed node: a discarded one, or a new one. */
struct node *reader_take_node(struct arena *arena, struct node **discarded);
/* What was handed to a sink is used again. */
void reader_discard(struct node **discarded, struct node *node);

#endif
