/* SPDX-License-Identifier: Apache-2.0 */
/* A document in a variable that no launcher, template or env-file changes on its way: base64url behind a prefix. The
 * inlays that do not know it refuse it.
 *
 * `inlay env` sets no INLAY_CONTRACT for a job elsewhere that may have a manifest of its own. Who raises CONTRACT_VERSION
 * changes the prefix, too, so that a library of before refuses such a launch. */
#ifndef INLAY_ENCODED_TEXT_H
#define INLAY_ENCODED_TEXT_H

#include "core/base/diagnostic.h"

#define ENCODED_PREFIX TEXT("base64url:")

bool encoded_text_is(struct text value);

/* Puts document as such a value. */
void encoded_text_put(struct buffer *out, struct text document);

/* Puts the document into *value, in the arena, where that is encoded; else leaves it. False with an error about the
 * variable called name, which is borrowed. */
bool encoded_text_read(struct arena *arena, const char *name, struct text *value, struct diagnostics *diagnostics);

#endif
