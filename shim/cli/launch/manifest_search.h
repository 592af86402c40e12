/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest that people keep beside a job: inlay.yaml in the working directory, or above it, as git finds its own. */
#ifndef INLAY_MANIFEST_SEARCH_H
#define INLAY_MANIFEST_SEARCH_H

#include "core/base/diagnostic.h"
#include "shim/serve/manifest_source.h"

#define MANIFEST_NAME "inlay.yaml"

/* Finds it; false when there is none. root is where relative paths start, and said whether the launcher chose that: else
 * the paths in a manifest above start at its directory.
 *
 * What another user planted must not count: one above is taken only when it and its directory belong to root, to this
 * user or to the owner of the working directory, who could as well have put one there, and others cannot write to them.
 * The search ends where the file system does, and below the home directory. What is found above, or not taken, is said
 * in a note. */
bool manifest_search(struct arena *arena, struct text root, bool said, struct manifest_place *place,
                     struct diagnostics *diagnostics);

#endif
