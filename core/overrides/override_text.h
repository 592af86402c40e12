/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an override document, whichever format it is in. */
#ifndef INLAY_OVERRIDE_TEXT_H
#define INLAY_OVERRIDE_TEXT_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* Reads source into *document as document_read() does: by name's extension; without one as JSON when it begins
 * with {" as JSON does, else as YAML. A stream of several YAML documents is an error. */
bool override_text_read(struct arena *arena, const char *name, struct text source, struct document *document,
                        struct diagnostics *diagnostics);

/* Only blanks, or nothing. */
bool override_text_is_blank(struct text source);

#endif
