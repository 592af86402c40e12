/* SPDX-License-Identifier: Apache-2.0 */
/* What overrides do to a document, before any byte is moved: they are applied to its tree in order, each one seeing
 * what the earlier ones did, and leave a change at every value that is touched. */
#ifndef INLAY_OVERLAY_H
#define INLAY_OVERLAY_H

#include "core/overrides/overrides.h"
#include "core/tree/change.h"

/* An override that found nothing where its key path leads, or a key that `files` adds; the message about it says so, and
 * may be told what else was meant (core/patch/key_advice.h). */
struct astray {
    struct astray *next;
    const struct override *override;
    struct diagnostic *diagnostic;
    struct keypath path; /* all of it */
    size_t depth;        /* how many of its steps could be tried, the failed one included */
    struct text sibling; /* the key beside the failed one that it may misspell; empty: none */
    bool is_missing;     /* there is no such key; else a value of another kind is in the way */
};

/* Applies those of file's overrides to document->root that are meant for document number `which` of the stream (0: the
 * only one). False when one is refused; diagnostics hold every error, and a note for each key that `files` adds; *astray
 * is a list of those whose key path is wrong, which NULL does not ask for. An
 * empty document is given an empty root. May be called again; settle_anchors() (core/patch/anchors.h) must follow the
 * last call. */
bool overlay_document(struct arena *arena, const struct overrides *overrides, const struct override_file *file,
                      uint32_t which, struct document *document, const struct astray **astray,
                      struct diagnostics *diagnostics);

#endif
