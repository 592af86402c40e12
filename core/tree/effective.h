/* SPDX-License-Identifier: Apache-2.0 */
/* A document as its readers see it: one plain tree, in which aliases stand for what they name, merge keys are merged
 * and every key stands once. */
#ifndef INLAY_EFFECTIVE_H
#define INLAY_EFFECTIVE_H

#include "core/base/diagnostic.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* Values that aliases and merge keys may make; a file of a few lines can ask for billions. */
#define EFFECTIVE_SHARED_MAX 1000000

/* A tree of its own: of duplicate keys the last counts, at the place of the first; what `<<` brings stands where `<<`
 * does, and gives way to the map's own keys and to earlier merges. Children whose key is a collection are left out: no
 * key path names them. Values keep the spans, texts and tags of those that they were copied from.
 *
 * NULL for an empty document; with an error also where an anchor is used inside itself, or it would grow too large. */
struct node *effective_root(struct arena *arena, const struct document *document, struct diagnostics *diagnostics);

#endif
