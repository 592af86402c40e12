/* SPDX-License-Identifier: Apache-2.0 */
/* Values as their readers see them: aliases stand for what they name, merge keys are merged and every key stands once.
 *
 * Of duplicate keys the last counts, at the place of the first. What `<<` brings stands where `<<` does, and gives
 * way to the map's own keys and to earlier merges. */
#ifndef INLAY_EFFECTIVE_H
#define INLAY_EFFECTIVE_H

#include "core/base/diagnostic.h"
#include "core/base/outcome.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* How many values may be met through aliases and merge keys; a file of a few lines can ask for billions. */
#define EFFECTIVE_SHARED_MAX      1000000  /* in a whole document */
#define EFFECTIVE_COPY_MAX        100000   /* in one value that is copied */
#define EFFECTIVE_MERGES_MAX      10000    /* for one key: merges of merges of merges could take forever */
#define EFFECTIVE_COMPARISONS_MAX 10000000 /* of keys that are no strings, in a value that is copied */

/* Puts the whole document into *root, as a tree of its own; NULL for an empty document. Children whose key is a
 * collection are left out: no key path names them. Values keep the spans, texts and tags of those that they were
 * copied from. False with an error where an anchor is used inside itself, or the tree would grow too large. */
bool effective_root(struct arena *arena, const struct document *document, struct node **root,
                    struct diagnostics *diagnostics);

/* The same as readers have it to whom what comes last in a map counts, be it a key or what `<<` brings: Ruby's Psych and
 * Go's yaml.v2. */
bool effective_root_in_order(struct arena *arena, const struct document *document, struct node **root,
                             struct diagnostics *diagnostics);

/* Puts one value of the source, without its changes, into *copy, as synthetic nodes. False with an error also where a
 * value inside has a tag that counts, a key that is a collection, two keys of which only the types differ, or two `<<`:
 * those cannot be written again. A plain scalar, and so a key's type, is spelt as it is: its kind is NODE_AMBIGUOUS. */
bool effective_copy(struct arena *arena, const struct document *document, const struct node *value, struct node **copy,
                    struct diagnostics *diagnostics);

/* The same with the key of a value of the source. */
bool effective_copy_key(struct arena *arena, const struct document *document, const struct node *value,
                        struct node **copy, struct diagnostics *diagnostics);

/* The tag that makes of a value something else than its spelling does: of !!float 3 "float", of !foo "!foo"; empty for
 * none. */
struct text effective_tag(const struct node *value);

/* Whether those readers may see another document: somewhere a key or a `<<` stands before a `<<`. */
bool effective_order_matters(const struct node *root);

/* Looks up the value that a map of the source inherits for key through its `<<`, without changes. disputed: a map on the
 * way has two `<<`, and readers disagree which counts. */
enum outcome effective_inherited(struct arena *arena, const struct document *document, const struct node *map,
                                 struct text key, const struct node **inherited, bool *disputed,
                                 struct diagnostics *diagnostics);

/* The value of a key that a map of the source has or inherits and that is key in other words to some readers (16 and
 * 0x10); NULL: there is none. */
const struct node *effective_respelt(struct arena *arena, const struct document *document, const struct node *map,
                                     const struct node *key);

/* Whether a `<<` stands behind a map's value of the source and brings its key, too, so that the value is hidden from
 * readers to whom the last one counts. */
bool effective_overtaken(struct arena *arena, const struct document *document, const struct node *value);

#endif
