/* SPDX-License-Identifier: Apache-2.0 */
/* The config files that a verb's operands name: the others of a launch are left aside. */
#ifndef INLAY_NAMED_FILES_H
#define INLAY_NAMED_FILES_H

#include "shim/cli/files/config_files.h"

/* As config_files_patch(), of the files that operands name alone; of all when they name none. A named file without
 * overrides is read, and not in the result. */
struct config_file *named_files_patch(struct launch_inputs *launch, const struct options *options);

/* Notes what the command line overrides in other files, which nobody will see. */
void named_files_note_others(struct launch_inputs *launch, const struct options *options);

#endif
