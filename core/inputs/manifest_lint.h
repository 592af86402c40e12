/* SPDX-License-Identifier: Apache-2.0 */
/* A manifest held against the configs that it is for: what it says in vain, and what they break of it. */
#ifndef INLAY_MANIFEST_LINT_H
#define INLAY_MANIFEST_LINT_H

#include "core/inputs/manifest.h"

/* One document of a config as it is now. */
struct lint_config {
    struct lint_config *next;
    const struct document *document;
    uint32_t number;   /* in its stream, from 1; 0: it is the only one */
    struct node *root; /* as its readers see it (core/tree/effective.h); NULL when it is empty */
};

/* An error for each prefix and secret that matches nothing in configs, the documents of one file or of the run config's,
 * nor in the offer's schema or types, and for each value that breaks those; validate: whether these count. name is the
 * file's. */
void manifest_lint_offer(struct arena *arena, const struct manifest *manifest, const struct offer *offer,
                         const char *name, const struct lint_config *configs, bool validate,
                         struct diagnostics *diagnostics);

/* An error for each bind that sets a key of file which configs lack, or which is not offered. */
void manifest_lint_binds(struct arena *arena, const struct manifest *manifest, const struct manifest_file *file,
                         const struct lint_config *configs, struct diagnostics *diagnostics);

#endif
