/* SPDX-License-Identifier: Apache-2.0 */
/* Writing into a manifest which files a job reads. */
#ifndef INLAY_MANIFEST_UPDATE_H
#define INLAY_MANIFEST_UPDATE_H

#include "shim/cli/record/manifest_text.h"

#include "core/base/diagnostic.h"

/* The manifest source, called name, with the files that it lacks, and with the types as they are now. Everything else,
 * comments and order included, stays as it is. False with an error when it cannot be changed so. */
bool manifest_update(struct arena *arena, const char *name, struct text source, const struct recorded_file *files,
                     struct text *updated, struct diagnostics *diagnostics);

#endif
