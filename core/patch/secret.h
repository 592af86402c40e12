/* SPDX-License-Identifier: Apache-2.0 */
/* Secrets: values secret://NAME that stand for what somebody else keeps under NAME.
 *
 * Only the file's secret keys are looked at, after every override, so that it does not matter whether the file or an
 * override says secret://. Anywhere else it is a string like any other. */
#ifndef INLAY_SECRET_H
#define INLAY_SECRET_H

#include "core/overrides/overrides.h"
#include "core/patch/edits.h"

/* What people see instead of a plain value at a secret's key: of the file, and of an override. */
#define SECRET_HIDDEN            TEXT("(hidden)")
#define SECRET_HIDDEN_OVERRIDDEN TEXT("(hidden, overridden)")

struct secrets_applied {
    bool found;    /* there was a reference, whatever stands in its place now */
    bool revealed; /* overrides->secrets gave something else than the reference itself */
};

/* To be called between overlay_document() and settle_anchors(). Replaces the references in document number `which` by
 * what overrides->secrets has; does nothing without a source. False with an error for each secret without a value. No
 * message ever shows a value. */
bool secrets_apply(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                   uint32_t which, struct document *document, struct secrets_applied *applied,
                   struct diagnostics *diagnostics);

/* Whether what stands at a secret's key may not be seen: it is neither a reference, nor null, nor hidden already. */
bool secret_is_plain(const struct node *value);

/* Adds an edit for each plain value that the document, which has no changes, has at a secret's key. The
 * edit hides it. False when one cannot be hidden so. */
bool secrets_hide(struct arena *arena, const struct override_file *file, struct document *document,
                  struct edits *edits);

/* NAME as environment variables have it, as W&B's jobs look it up: a-z become A-Z. */
char secret_variable_character(char c);

#endif
