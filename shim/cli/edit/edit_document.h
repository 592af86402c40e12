/* SPDX-License-Identifier: Apache-2.0 */
/* The override document that a person edits. It lists every input of the job, commented out, with type, limits and
 * description.
 *
 *     files:
 *       config.yaml:
 *         trainer:
 *     ##     float, > 0. The learning rate
 *     #      learning_rate: 0.01
 *
 * "##" begins a remark. "#!" begins an error about the line below. "#:" hides an object without overrides from
 * readers of the document, for whom it would be null. */
#ifndef INLAY_EDIT_DOCUMENT_H
#define INLAY_EDIT_DOCUMENT_H

#include "shim/cli/files/job_configs.h"

/* Puts a new document. */
void edit_document_put(struct buffer *out, const struct job_config *configs);

/* The document for the editor, with all its objects, and for readers, with the objects that hold no override hidden.
 * Lines keep their numbers. A line "#: …" that names no object of configs is the user's, and stays. */
struct text edit_document_opened(struct arena *arena, struct text document, const struct job_config *configs);
struct text edit_document_closed(struct arena *arena, struct text document, const struct job_config *configs);

/* Whether a closed document says nothing. */
bool edit_document_is_empty(struct arena *arena, struct text document);

/* Puts each error about the document called name above its line, and other errors at the top. *line is that of the
 * first error in the result, from 1. *notes are the lines that were put: what else begins with "#!" is the user's. */
struct text edit_document_noted(struct arena *arena, struct text document, const char *name,
                                const struct diagnostics *diagnostics, uint32_t *line, struct text *notes);
struct text edit_document_without_notes(struct arena *arena, struct text document, struct text notes);

#endif
