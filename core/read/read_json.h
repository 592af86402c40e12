/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON reader. */
#ifndef INLAY_READ_JSON_H
#define INLAY_READ_JSON_H

#include "core/read/builder.h"

/* As document_read() in core/read/read.h. The source is at most DOCUMENT_SIZE_MAX bytes, and neither UTF-16 nor UTF-32;
 * it may be anything else. document->root stays NULL where there is a sink. */
bool read_json(struct arena *arena, const char *name, struct text source, uint32_t which, struct reading reading,
               struct document *document, struct diagnostics *diagnostics);

#endif
