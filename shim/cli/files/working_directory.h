/* SPDX-License-Identifier: Apache-2.0 */
/* Which working directory may be meant where a relative path leads nowhere: a container without a WORKDIR starts in /. */
#ifndef INLAY_WORKING_DIRECTORY_H
#define INLAY_WORKING_DIRECTORY_H

#include "shim/cli/launch/inputs.h"

/* "it is at /app/config.yaml: use --root=/app or INLAY_ROOT=/app", in the arena, when the file name is in a directory that a word
 * of the job's command names, or above one; where the root is /, also when it is where images keep what they run, or in the user's
 * home. NULL: it is in none. A hundred directories are looked into at the most. */
const char *working_directory_advice(const struct launch_inputs *launch, const char *name);

#endif
