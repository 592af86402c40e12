/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an override document, whichever format it is in. */
#ifndef INLAY_OVERRIDE_TEXT_H
#define INLAY_OVERRIDE_TEXT_H

#include "core/base/diagnostic.h"
#include "core/base/outcome.h"
#include "core/tree/document.h"
#include "core/tree/node.h"

/* Reads source into *document as document_read() does: by name's extension; without one as JSON when it begins
 * with {" as JSON does, else as YAML. A stream of several YAML documents is an error. */
bool override_text_read(struct arena *arena, const char *name, struct text source, struct document *document,
                        struct diagnostics *diagnostics);

/* Reads source, in format if that is known, and puts its tree in order (core/overrides/override_value.h); tagged: tags
 * of a program's own may stand in it. OUTCOME_NONE: it holds nothing. */
enum outcome override_text_read_root(struct arena *arena, const char *name, struct text source, enum format format,
                                     bool tagged, struct document *document, struct diagnostics *diagnostics);

/* Says what is wrong with node, a scalar of document, at its place. */
void override_text_refuse(const struct document *document, const struct node *node, const char *problem,
                          struct diagnostics *diagnostics);

/* Whether node is a string, or another scalar as it is written: keys may look like numbers. False with an error about
 * what, which node should be. */
bool override_text_is_word(const struct document *document, const struct node *node, const char *what,
                           struct diagnostics *diagnostics);

/* Refuses key, which is none of count names: the one that it misspells is named, or all of them. */
void override_text_refuse_key(const struct document *document, const struct node *key, const struct text *names,
                              size_t count, struct diagnostics *diagnostics);

#endif
