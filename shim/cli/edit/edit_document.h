/* SPDX-License-Identifier: Apache-2.0 */
/* The override document that a person edits: every input of the job stands in it, commented out, with what is known of it.
 *
 *     files:
 *       config.yaml:
 *         trainer:
 *     ##     float, > 0. The learning rate
 *     #      learning_rate: 0.01
 *
 * Lines that begin with "##" are remarks, those with "#!" what is wrong with the line below, and those with "#:" objects in
 * which nothing is overridden, which readers of the document shall not take for null. */
#ifndef INLAY_EDIT_DOCUMENT_H
#define INLAY_EDIT_DOCUMENT_H

#include "shim/cli/files/job_configs.h"

void edit_document_put(struct buffer *out, const struct job_config *configs);

/* The document as it is edited, and as it is read: with the objects that hold no override in it, and with those commented
 * out. Lines keep their numbers. */
struct text edit_document_opened(struct arena *arena, struct text document);
struct text edit_document_closed(struct arena *arena, struct text document, const struct job_config *configs);

/* Whether a closed document holds anything at all. */
bool edit_document_is_empty(struct arena *arena, struct text document);

/* Puts each error about the document called name above its line, and the others at the top; *line is where the first one
 * stands then, counted from 1. */
struct text edit_document_noted(struct arena *arena, struct text document, const char *name,
                                const struct diagnostics *diagnostics, uint32_t *line);
struct text edit_document_without_notes(struct arena *arena, struct text document);

#endif
