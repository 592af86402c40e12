/* SPDX-License-Identifier: Apache-2.0 */
/* Adds to a manifest the inputs of a job. */
#ifndef INLAY_MANIFEST_UPDATE_H
#define INLAY_MANIFEST_UPDATE_H

#include "shim/cli/record/manifest_text.h"

#include "core/base/diagnostic.h"

/* The manifest source, called name, with the inputs that it lacks, what it does not say of the others, and types
 * that hold today. Everything else stays, comments and order included. False with an error when that cannot be done. */
bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_input *inputs,
                     struct text *updated, struct diagnostics *diagnostics);

#endif
