/* SPDX-License-Identifier: Apache-2.0 */
/* Values of documents as cells set them: with the type that they have there. */
#ifndef INLAY_SWEEP_VALUE_H
#define INLAY_SWEEP_VALUE_H

#include "core/sweep/sweep.h"
#include "core/tree/document.h"

/* value is one of document's, settled with its tags (core/overrides/override_value.h). The result borrows from both. */
struct sweep_value sweep_value_of(struct arena *arena, const struct document *document, const struct node *value);

/* The same for a file to which {cell} and {{ mean nothing but themselves. */
struct sweep_value sweep_value_literal(struct arena *arena, const struct document *document, const struct node *value);

#endif
