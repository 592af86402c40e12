/* SPDX-License-Identifier: Apache-2.0 */
/* What a job will read differently. */
#ifndef INLAY_DIFF_H
#define INLAY_DIFF_H

#include "shim/cli/files/config_files.h"

/* Puts a unified diff of every patched file; in colour where descriptor is a terminal and NO_COLOR does not forbid
 * it. */
void diff_put(struct buffer *out, const struct launch_inputs *launch, const struct config_file *files, int descriptor);

#endif
