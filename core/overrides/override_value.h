/* SPDX-License-Identifier: Apache-2.0 */
/* What a value must be before it may go into a file. */
#ifndef INLAY_OVERRIDE_VALUE_H
#define INLAY_OVERRIDE_VALUE_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* With every alias written out; the depth may be DOCUMENT_DEPTH_MAX. */
#define VALUE_COUNT_MAX 1000000

/* Puts the tree below root in order: aliases stand for what they name, values have the kinds that their tags say, keys
 * are scalars and stand once in their map, and there is no number or string that readers disagree on save ambiguous
 * scalars.
 * False with an error when the tree is too large to be walked. Other errors are put into diagnostics and leave a tree
 * that can be read on, so that callers find what else is wrong.
 *
 * document is what root was read from, for the places of errors. It is NULL for the value of an assignment: its errors
 * are at place, and neither anchors nor aliases belong in it. Tags of a program's own are refused. */
bool value_settle(struct arena *arena, struct node *root, const struct document *document, struct place place,
                  struct diagnostics *diagnostics);

/* The same, and keeps those tags (core/tree/own_tag.h). */
bool value_settle_tagged(struct arena *arena, struct node *root, const struct document *document, struct place place,
                         struct diagnostics *diagnostics);

#endif
