/* SPDX-License-Identifier: Apache-2.0 */
/* The manifest held against the files on the disk. */
#ifndef INLAY_MANIFEST_FILES_H
#define INLAY_MANIFEST_FILES_H

#include "shim/cli/launch/inputs.h"

/* Says what the launch's manifest has in vain, and what the files break of it (core/inputs/manifest_lint.h); files that
 * do not exist are errors, too, unless options allow it. Of the files that operands name alone, of all when they name
 * none. Nothing where the launch has overrides, or no manifest. Returns how many files were looked at. */
size_t manifest_files_check(struct launch_inputs *launch, const struct options *options);

#endif
